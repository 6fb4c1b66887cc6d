/// The program that runs modules on hosts, in Python 3.5 or later.
///
/// One process takes each request: it keeps the files that come along, hands the module to the interpreter that stays
/// behind for its shell, and waits. That interpreter has loaded what nearly all modules need, forks for each, and ends with
/// the shell. Where it cannot be, the module gets an interpreter of its own.
enum Driver {
    static let text = #"""
        import json, os, sys

        LARGEST = 128 << 20
        OLDEST = 30 * 86400


        def main(shell):
            source = sys.stdin.buffer
            request = json.loads(source.readline().decode())
            cache = request["cache"]
            if request["trees"]:
                keep(cache, request, source)
            for name in used(request):
                os.utime(os.path.join(cache, name))
            code = None
            if request["base"]:
                code = hand_over(request, shell)
            if code is None:
                code = alone(request)
            os._exit(code)


        def used(request):
            return [request[key] for key in ("driver", "base", "own") if request[key]]


        # What is kept.

        def own_directory(path):
            os.makedirs(path, 0o700, exist_ok=True)
            state = os.lstat(path)
            if state.st_uid != os.geteuid() or state.st_mode & 0o170022 != 0o040000:
                sys.exit("%s must be a directory that only its owner can change" % path)


        def keep(cache, request, source):
            mask = os.umask(0o077)
            own_directory(cache)
            for tree in request["trees"]:
                place = os.path.join(cache, tree["digest"])
                part = os.path.join(cache, ".part-%d-%s" % (os.getpid(), tree["digest"][:8]))
                for name, size in tree["files"]:
                    write(os.path.join(part, name), source.read(size))
                try:
                    os.rename(part, place)
                except OSError:
                    if not os.path.isdir(place):
                        raise
                    remove(part)
            clear(cache, used(request))
            os.umask(mask)


        def write(path, content):
            os.makedirs(os.path.dirname(path), exist_ok=True)
            with open(path, "wb") as file:
                file.write(content)
                file.flush()
                os.fsync(file.fileno())


        def remove(path):
            import shutil
            shutil.rmtree(path, ignore_errors=True)


        def size_of(path):
            return sum(os.lstat(os.path.join(folder, name)).st_size
                       for folder, _, names in os.walk(path) for name in names)


        def clear(cache, used):
            # The oldest go first, and all that nobody has used for a month.
            import time
            found = []
            for name in os.listdir(cache):
                path = os.path.join(cache, name)
                try:
                    found.append((os.lstat(path).st_mtime, name, path, size_of(path)))
                except OSError:
                    pass
            total = sum(entry[3] for entry in found)
            for changed, name, path, size in sorted(found):
                age = time.time() - changed
                is_old = age > (86400 if name.startswith(".part-") else OLDEST)
                if name in used or name == "run" or not is_old and total <= LARGEST:
                    continue
                remove(path)
                total -= size


        # A module in an interpreter of its own.

        def alone(request):
            import subprocess
            driver = os.path.join(request["cache"], request["driver"], "swiftplay_driver.py")
            child = subprocess.Popen([sys.executable, driver, "--run"], stdin=subprocess.PIPE)
            child.communicate(json.dumps(request).encode())
            return child.returncode if child.returncode >= 0 else 128 - child.returncode


        def take_packages(places):
            # A host that has Ansible has packages of these names, which would come before those in several directories.
            import types
            for name in ("ansible", "ansible_collections"):
                if name not in sys.modules:
                    sys.modules[name] = types.ModuleType(name)
                    sys.modules[name].__path__ = []
                for place in places:
                    path = os.path.join(place, name)
                    if path not in sys.modules[name].__path__:
                        sys.modules[name].__path__.insert(0, path)


        def run(request):
            # Sets what modules go by and runs one as the main program.
            import runpy
            take_packages([os.path.join(request["cache"], name) for name in used(request)[1:]])
            from ansible.module_utils import basic
            import ansible
            ansible.__version__ = request["version"]
            basic._ANSIBLE_ARGS = request["arguments"].encode()
            if hasattr(basic, "_ANSIBLE_PROFILE"):
                basic._ANSIBLE_PROFILE = "legacy"
            sys.argv = [request["module"]]
            names = {"_module_fqn": request["module"], "_modlib_path": os.path.join(request["cache"], request["own"])}
            runpy.run_module(request["module"], init_globals=names, run_name="__main__", alter_sys=True)


        # The interpreter that stays.

        def started(process):
            # When a process began, which tells it from a later one of the same number; None if it is gone.
            try:
                with open("/proc/%d/stat" % process, "rb") as file:
                    return file.read().rpartition(b")")[2].split()[19].decode()
            except (OSError, IndexError):
                return None


        def hand_over(request, shell):
            import binascii, socket
            began = started(shell)
            folder = os.path.join(request["cache"], "run")
            # What Python reads when it starts makes another interpreter.
            settings = sorted(pair for pair in os.environ.items() if pair[0].startswith("PYTHON"))
            settings = binascii.crc32(json.dumps([sys.executable, settings]).encode())
            path = os.path.join(folder, "%d-%s-%s-%x" % (shell, began, request["base"][:8], settings))
            if began is None or len(path) > 100:
                return None
            channel = socket.socket(socket.AF_UNIX)
            try:
                channel.connect(path)
            except OSError:
                try:
                    own_directory(folder)
                    start(request, path, shell, began)
                    channel.connect(path)
                except OSError:
                    return None
            with channel:
                try:
                    return ask(channel, request)
                except OSError:
                    return None


        def ask(channel, request):
            # What becomes of a module that was begun; None if it was not.
            import array, socket
            mask = os.umask(0)
            os.umask(mask)
            order = json.dumps([request, dict(os.environ), os.getcwd(), mask]).encode()
            streams = array.array("i", [1, 2])
            channel.sendmsg([b"%020d" % len(order)], [(socket.SOL_SOCKET, socket.SCM_RIGHTS, streams)])
            channel.sendall(order)
            if channel.recv(1) != b"b":
                return None
            code = channel.recv(16)
            if not code:
                sys.exit("the interpreter for modules has ended before the module")
            return int(code)


        def start(request, path, shell, began):
            import socket
            try:
                os.unlink(path)
            except OSError:
                pass
            listener = socket.socket(socket.AF_UNIX)
            listener.bind(path)
            listener.listen(8)
            if os.fork():
                listener.close()
                return
            os.setsid()
            if os.fork():
                os._exit(0)
            null = os.open("/dev/null", os.O_RDWR)
            channel = os.dup2(listener.fileno(), 3) if listener.fileno() != 3 else 3
            for stream in (0, 1, 2):
                os.dup2(null, stream)
            os.set_inheritable(channel, True)
            os.closerange(4, 1024)
            os.chdir("/")
            driver = os.path.join(request["cache"], request["driver"], "swiftplay_driver.py")
            base = os.path.join(request["cache"], request["base"])
            os.execv(sys.executable, [sys.executable, driver, "--serve", base, path, str(shell), began])


        def serve(base, path, shell, began):
            import array, gc, runpy, select, signal, socket, time
            take_packages([base])
            try:
                import ansible.module_utils.basic
            except BaseException:
                pass
            gc.collect()
            if hasattr(gc, "freeze"):
                gc.freeze()
            listener = socket.socket(fileno=3)
            os.set_inheritable(3, False)
            try:
                while started(shell) == began:
                    if select.select([listener], [], [], 1)[0]:
                        channel = listener.accept()[0]
                        with channel:
                            take(channel)
            finally:
                os.unlink(path)


        def take(channel):
            import array, select, signal, socket
            try:
                streams = array.array("i")
                size, rights, _, _ = channel.recvmsg(20, socket.CMSG_SPACE(8))
                for _, _, data in rights:
                    streams.frombytes(data[:8])
                order = b""
                while len(order) < int(size):
                    part = channel.recv(1 << 20)
                    if not part:
                        return
                    order += part
                channel.sendall(b"b")
            except (OSError, ValueError):
                return
            reading, writing = os.pipe()
            child = os.fork()
            if child == 0:
                become_module(json.loads(order.decode()), streams)
            os.close(writing)
            for stream in streams:
                os.close(stream)
            state = None
            while state is None:
                # The child's end of the pipe closes with it; whoever asked closes his when he is ended.
                ready = select.select([channel, reading], [], [], 0.1)[0]
                if channel in ready and not channel.recv(1):
                    stop(child)
                done, code = os.waitpid(child, os.WNOHANG)
                if done:
                    state = code
                elif reading in ready:
                    state = os.waitpid(child, 0)[1]
            os.close(reading)
            code = os.WEXITSTATUS(state) if os.WIFEXITED(state) else 128 + os.WTERMSIG(state)
            try:
                channel.sendall(b"%d" % code)
            except OSError:
                pass


        def stop(child):
            import signal, time
            for number in (signal.SIGTERM, signal.SIGKILL):
                try:
                    os.killpg(child, number)
                except OSError:
                    return
                time.sleep(0.2)


        def become_module(order, streams):
            code = 1
            try:
                request, environment, folder, mask = order
                os.setpgid(0, 0)
                os.dup2(streams[0], 1)
                os.dup2(streams[1], 2)
                for stream in streams:
                    os.close(stream)
                os.environ.clear()
                os.environ.update(environment)
                import time
                time.tzset()
                os.umask(mask)
                os.chdir(folder)
                code = ending(request)
            finally:
                os._exit(code)


        def ending(request):
            # As the interpreter ends a program: what it has registered, and the code of its exit.
            import atexit, traceback
            code = 0
            try:
                run(request)
            except SystemExit as end:
                code = end.code if isinstance(end.code, int) else 0 if end.code is None else 1
                if not isinstance(end.code, int) and end.code is not None:
                    sys.stderr.write("%s\n" % end.code)
            except BaseException:
                traceback.print_exc()
                code = 1
            for end in (atexit._run_exitfuncs, sys.stdout.flush, sys.stderr.flush):
                try:
                    end()
                except BaseException:
                    code = code or 1
            return code & 255


        if __name__ == "__main__":
            sys.path.pop(0)
            if sys.argv[1] == "--serve":
                serve(sys.argv[2], sys.argv[3], int(sys.argv[4]), sys.argv[5])
            else:
                request = json.loads(sys.stdin.read())
                null = os.open("/dev/null", os.O_RDONLY)
                os.dup2(null, 0)
                run(request)

        """#
}
