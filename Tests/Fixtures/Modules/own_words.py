"""Says which of our texts and examples stand in an installed Ansible.

Reads {"texts": [[place, text], ...], "examples": [[place, yaml], ...]} from standard input; a NUL in a text is something
that is put in when the program runs. Prints one line for each copy.
"""
import ast, importlib.util, json, os, re, sys, yaml

SENTENCE = 6     # so many words in a row, of which half are longer than four letters, are a sentence's worth
MESSAGE = 5      # a whole text of so many words is a message
GENERIC = 8      # shorter values are nobody's
# Places that every Linux has.
PLACES = {"/bin/bash", "/bin/zsh", "/etc/hosts", "/etc/motd", "/usr/local/bin", "/usr/local/bin/", "/usr/sbin/nologin",
          "/var/tmp"}


def folders():
    for name in "ansible", "ansible_collections.ansible.posix", "ansible_collections.community.general":
        try:
            spec = importlib.util.find_spec(name)
        except ModuleNotFoundError:
            spec = None
        if spec:
            yield from spec.submodule_search_locations


def literals():
    """Every string of every file: (whether it is the file's EXAMPLES, the string)."""
    for folder in folders():
        for path, _, names in os.walk(folder):
            for name in names:
                file = os.path.join(path, name)
                if name.endswith(".py"):
                    yield from python(open(file, encoding="utf-8", errors="replace").read())
                elif name.endswith((".yml", ".yaml")):
                    yield False, open(file, encoding="utf-8", errors="replace").read()


def python(source):
    try:
        tree = ast.parse(source)
    except SyntaxError:
        return
    examples = [node.value for node in tree.body if isinstance(node, ast.Assign)
                and getattr(node.targets[0], "id", "") == "EXAMPLES"]
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield node in examples, node.value
        elif isinstance(node, ast.JoinedStr):
            yield False, "".join(part.value if isinstance(part, ast.Constant) else "\0" for part in node.values)


def runs(text):
    """The words between what is put in."""
    text = re.sub(r"%\(\w+\)\w|%[a-z]\b|\{\w*\}", "\0", text.lower())
    for run in text.split("\0"):
        words = tuple(word.strip("'.-") for word in re.findall(r"[a-z'_/.-]{2,}", run))
        if words:
            yield words


def parts(words):
    """What of these words in a row is long enough to be a sentence."""
    for i in range(len(words) - SENTENCE + 1):
        part = words[i:i + SENTENCE]
        if 2 * sum(len(word) > 4 for word in part) >= SENTENCE:
            yield part


def values(text):
    try:
        documents = list(yaml.safe_load_all(text))
    except yaml.YAMLError:
        return
    stack = documents
    while stack:
        node = stack.pop()
        if isinstance(node, dict):
            stack += node.values()
        elif isinstance(node, list):
            stack += node
        elif isinstance(node, str):
            yield node.strip()


def is_generic(value):
    return len(value) < GENERIC or value in PLACES or re.fullmatch(r"[A-Za-z_-]+", value)


sentences, messages, examples = set(), set(), set()
for is_example, text in literals():
    if is_example:
        examples.update(values(text))
        examples.update(line.strip() for line in re.findall(r"^\s*#(.*)$", text, re.M))
    whole = tuple(runs(text))
    messages.add(whole)
    for words in whole:
        sentences.update(parts(words))

ours = json.load(sys.stdin)
for place, text in ours["texts"]:
    whole = tuple(runs(text))
    if sum(map(len, whole)) >= MESSAGE and whole in messages:
        print(f"{place}: this text is Ansible's: {text.strip()}")
        continue
    for words in whole:
        for part in parts(words):
            if part in sentences:
                print(f"{place}: these words are Ansible's: {' '.join(part)}")
                break
for place, text in ours["examples"]:
    for value in list(values(text)) + [line.strip() for line in re.findall(r"^\s*#(.*)$", text, re.M)]:
        if value in examples and not is_generic(value):
            print(f"{place}: this value stands in Ansible's examples: {value}")
