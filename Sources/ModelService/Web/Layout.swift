/// The frame that every page has in common.
struct Layout {
    let title: String
    let body: HTML

    var html: HTML {
        """
        <!DOCTYPE html>
        <html lang="en">
        <head>
        <meta charset="utf-8">
        <meta name="viewport" content="width=device-width, initial-scale=1">
        <title>\(title)</title>
        <style>\(Self.style)</style>
        </head>
        <body>
        <main>
        \(body)
        </main>
        <footer>model-service \(serviceVersion) · <a href="/">predictions</a> · <a href="/accuracy">accuracy</a> ·
        <a href="/v1/model">model</a> · <a href="/metrics">metrics</a></footer>
        </body>
        </html>

        """
    }

    private static let style: HTML = """

        :root { color-scheme: light dark; --ink: #1b2430; --soft: #5d6b7a; --line: #dde3ea; --paper: #f6f8fa;
          --card: #fff; --right: #1f7a4d; --right-bg: #e3f4ea; --wrong: #b3261e; --wrong-bg: #fbe6e4; --link: #1558b0 }
        @media (prefers-color-scheme: dark) { :root { --ink: #e6ebf1; --soft: #9aa7b5; --line: #2c3642;
          --paper: #12171d; --card: #1a212a; --right: #7fd6a5; --right-bg: #173626; --wrong: #f2a29b;
          --wrong-bg: #43201d; --link: #8ab8f5 } }
        * { box-sizing: border-box }
        body { margin: 0; background: var(--paper); color: var(--ink);
          font: 16px/1.5 system-ui, -apple-system, "Segoe UI", Roboto, sans-serif }
        main, footer { max-width: 60rem; margin: 0 auto; padding: 1.5rem 1rem }
        h1 { margin: 0 0 .25rem; font-size: 1.6rem } h2 { margin: 0 0 .75rem; font-size: 1.1rem }
        p { margin: .25rem 0 1rem } a { color: var(--link) } code { font-size: .85em; overflow-wrap: anywhere }
        .soft, footer { color: var(--soft); font-size: .9rem }
        .cards { display: grid; grid-template-columns: repeat(auto-fit, minmax(11rem, 1fr)); gap: .75rem;
          margin: 1.25rem 0 }
        .card, section { background: var(--card); border: 1px solid var(--line); border-radius: .5rem; padding: 1rem }
        section { margin: 0 0 .75rem } .card b { display: block; font-size: 1.6rem; line-height: 1.2 }
        table { border-collapse: collapse }
        th, td { padding: .35rem .9rem; border: 1px solid var(--line); text-align: right }
        th { font-weight: 600; text-align: left } .right { color: var(--right); background: var(--right-bg) }
        .wrong { color: var(--wrong); background: var(--wrong-bg) }
        .strip { display: flex; flex-wrap: wrap; gap: 2px; max-height: 28rem; overflow-y: auto }
        .strip span { width: 1.15rem; height: 1.35rem;
          border-radius: 3px; font: 600 .75rem/1.35rem ui-monospace, monospace; text-align: center }
        .strip .wrong { text-decoration: underline }
        pre { margin: 0; font: .85rem/1.5 ui-monospace, SFMono-Regular, Menlo, monospace; white-space: pre-wrap;
          overflow-wrap: anywhere; max-height: 12rem; overflow-y: auto }

        """
}
