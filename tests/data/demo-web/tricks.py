#!/usr/bin/env python3
"""The part of the demo web that nginx cannot serve: paging, back-off, broken transfers, endless calendars.

    tricks.py ROOT LOG HOST=ADDRESS:PORT...

Logs like nginx does, one JSON object a request: host, uri, status, start, end (seconds), bytes, agent.
"""

import asyncio
import gzip
import json
import pathlib
import re
import sys
import time

seen = {}  # (host, uri) -> how often it was asked for


def answer(status, body=b"", fields=(), kind="text/html; charset=utf-8", framing="length"):
    if isinstance(body, str):
        body = body.encode()
    head = [f"HTTP/1.1 {status} X", f"Content-Type: {kind}", *fields]
    if framing == "length":
        return head + [f"Content-Length: {len(body)}"], [body]
    if framing == "chunked":
        pieces = [body[i : i + 700] for i in range(0, len(body), 700)] or [b""]
        return head + ["Transfer-Encoding: chunked"], [b"%x\r\n%s\r\n" % (len(p), p) for p in pieces if p] + [b"0\r\n\r\n"]
    return head + ["Connection: close"], [body]


def html(title, body):
    return f'<!doctype html>\n<html lang="en"><head><title>{title}</title></head><body><h1>{title}</h1>\n{body}\n</body></html>\n'


def kanal(root, uri, _):
    if uri == "/robots.txt":
        return answer(200, (root / "kanal/robots.txt").read_bytes(), kind="text/plain")
    post = re.fullmatch(r"/warta/(\d+)", uri)
    if post and (root / f"kanal/warta/{post[1]}.html").is_file():
        return answer(200, (root / f"kanal/warta/{post[1]}.html").read_bytes())
    listing = re.fullmatch(r"/s/warta(?:\?before=(\d+))?", uri)
    if listing:
        last = int((root / "kanal/posts.txt").read_text())
        before = min(int(listing[1] or last + 1), last + 1)
        numbers = range(max(1, before - 5), before)
        posts = "".join(f'<div class="post"><a href="/warta/{n}">post {n}</a></div>' for n in reversed(numbers))
        older = f'<a rel="prev" href="/s/warta?before={numbers[0]}">older</a>' if numbers[0] > 1 else ""
        return answer(200, html("Channel warta", posts + older))
    return answer(404, html("Not here", ""))


def trap(root, uri, _):
    month = re.fullmatch(r"/kalender/(\d+)/(\d+)", uri)
    if month:
        year, number = int(month[1]) + int(month[2]) // 12, int(month[2]) % 12 + 1
        return answer(200, html(f"{month[1]}-{month[2]}", f'<a href="/kalender/{year}/{number}">next</a> <a href="/putar/">loop</a>'))
    if uri.startswith("/putar/"):
        return answer(200, html("Loop", '<a href="putar/">deeper</a>'))
    return answer(404, html("Not here", ""))


def busy(root, uri, count):
    if uri == "/robots.txt":
        return answer(404, html("No rules", ""))
    if count == 1:
        return answer(429, html("Slow down", ""), ["Retry-After: 1"])
    return answer(200, html("Busy", '<a href="/second">second</a>') if uri == "/" else html("Second", ""))


def closed(root, uri, _):
    return answer(500, html("Broken", ""))


PAGE = html("Tricks page", "<p>" + "The same words again and again. " * 60 + "</p>")
PATHS = ("chunked", "gzip", "gzip-chunked", "no-length", "short", "slow", "unavailable", "error", "longer", "copy-1", "copy-2", "login", "gone")


def tricks(root, uri, count):
    name = uri[1:]
    if uri == "/robots.txt":
        return answer(404, html("No rules", ""))
    if uri == "/":
        return answer(200, html("Tricks", " ".join(f'<a href="/{path}">{path}</a>' for path in PATHS)))
    if name == "chunked":
        return answer(200, PAGE.replace("same", "chunked"), framing="chunked")
    if name in ("gzip", "gzip-chunked"):
        body = gzip.compress(html(name, f'<a href="/inside-{name}">a link inside the coding</a>' + PAGE).encode(), mtime=0)
        return answer(200, body, ["Content-Encoding: gzip"], framing="chunked" if "chunked" in name else "length")
    if name.startswith("inside-"):
        return answer(200, html(name, "found"))
    if name == "no-length":
        return answer(200, PAGE.replace("same", "unbounded"), framing="close")
    if name == "short" and count == 1:
        head, body = answer(200, PAGE.replace("same", "short"))
        return head + ["Connection: close"], [body[0][: len(body[0]) // 2]]
    if name == "short":
        return answer(200, PAGE.replace("same", "short"))
    if name == "slow":
        return answer(200, html("Slow", "x" * 2000), framing="chunked")
    if name == "unavailable":
        return answer(503, html("Later", ""), ["Retry-After: 1"]) if count == 1 else answer(200, html("Now", ""))
    if name == "error":
        return answer(500, html("Error", ""))
    if name == "longer":
        head, body = answer(200, html("Longer", ""))
        return head + ["Connection: close"], [body[0] + b"more than was announced"]
    if name in ("copy-1", "copy-2"):
        return answer(200, html("Copy", "<p>The same bytes at two addresses.</p>"))
    if name == "login":
        return answer(401, html("Members only", ""), ['WWW-Authenticate: Basic realm="members"'])
    if name == "gone":
        return answer(410, html("Gone", "removed by the platform"))
    return answer(404, html("Not here", ""))


SERVERS = {"kanal": kanal, "trap": trap, "busy": busy, "closed": closed, "tricks": tricks}


class Host:
    def __init__(self, key, root, log):
        self.key, self.root, self.log = key, root, log

    def note(self, host, uri, status, start, size, agent):
        entry = {"host": host, "uri": uri, "status": status, "start": start, "end": time.time(), "bytes": size, "agent": agent}
        self.log.write(json.dumps(entry) + "\n")
        self.log.flush()

    async def serve(self, reader, writer):
        try:
            while True:
                head = (await asyncio.wait_for(reader.readuntil(b"\r\n\r\n"), 60)).decode("latin-1")
                start = time.time()
                method, uri, _ = head.split("\r\n")[0].split(" ", 2)
                fields = dict(line.split(": ", 1) for line in head.split("\r\n")[1:] if ": " in line)
                seen[self.key, uri] = seen.get((self.key, uri), 0) + 1
                lines, pieces = SERVERS[self.key](self.root, uri, seen[self.key, uri])
                if method != "GET":
                    lines, pieces = answer(405)
                writer.write(("\r\n".join(lines) + "\r\n\r\n").encode("latin-1"))
                for piece in pieces:
                    if uri == "/slow":
                        await asyncio.sleep(0.2)
                    writer.write(piece)
                    await writer.drain()
                self.note(fields.get("Host", ""), uri, int(lines[0].split(" ")[1]), start, sum(map(len, pieces)), fields.get("User-Agent", ""))
                if "Connection: close" in lines:
                    break
        except (asyncio.IncompleteReadError, asyncio.TimeoutError, ConnectionError, ValueError):
            pass
        finally:
            writer.close()


async def main():
    root, log = pathlib.Path(sys.argv[1]), open(sys.argv[2], "a", encoding="utf-8")
    servers = []
    for word in sys.argv[3:]:
        key, address = word.split("=", 1)
        host, port = address.rsplit(":", 1)
        servers.append(await asyncio.start_server(Host(key, root, log).serve, host, int(port), limit=1 << 16))
    await asyncio.gather(*(server.serve_forever() for server in servers))


if __name__ == "__main__":
    try:
        asyncio.run(main())
    except KeyboardInterrupt:
        pass
