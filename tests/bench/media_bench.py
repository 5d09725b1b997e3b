#!/usr/bin/env python3
"""What reading video and audio costs, beside the ffmpeg program that only decodes, and fpcalc.

    tests/bench/media_bench.py [--binary build/release/arsip] [--seconds 120]

Files are made by ffmpeg from its own patterns. Processor time of the process and its children, seconds of media by seconds of processor: the
real-time factor. `arsip hash` includes the start of a process behind its walls (some 0.1 s)."""

import argparse
import os
import pathlib
import resource
import subprocess
import tempfile

LAX = ("--set", "sandbox.allow_missing_layers=true")


def cost(*words):
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    result = subprocess.run([str(word) for word in words], capture_output=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    if result.returncode > 1 or not (result.stdout or words[0] == "ffmpeg"):
        raise SystemExit(f"{words}: {result.stderr.decode()[-300:]}")
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime, result.stdout


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--binary", default=os.environ.get("ARSIP_BINARY", "build/release/arsip"))
    parser.add_argument("--seconds", type=int, default=120)
    parser.add_argument("--runs", type=int, default=3)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="arsip-media-bench-") as name:
        work = pathlib.Path(name)
        print(f"{'file':34}{'program':38}{'CPU s':>8}{'real time':>11}{'h/CPU h':>9}")
        for size in ("640x360", "1280x720"):
            video = work / f"{size}.mp4"
            # A short pattern over and over: drawing costs more than coding.
            short = work / f"{size}.nut"
            subprocess.run(["ffmpeg", "-nostdin", "-v", "error", "-y", "-f", "lavfi", "-t", "4", "-i", f"testsrc2=size={size}:rate=25,noise=alls=8:allf=t",
                            "-c:v", "ffv1", str(short)], check=True)
            subprocess.run(["ffmpeg", "-nostdin", "-v", "error", "-y", "-stream_loop", str(options.seconds // 4), "-i", str(short), "-t", str(options.seconds),
                            "-pix_fmt", "yuv420p", "-c:v", "libx264", "-preset", "veryfast", "-b:v", "1500k", str(video)], check=True)
            rows = (("arsip hash", (options.binary, "hash", *LAX, video)),
                    ("arsip hash, keyframes only", (options.binary, "hash", *LAX, "--set", "media.keyframes_only=true", video)),
                    ("ffmpeg -threads 1 -f null (decode)", ("ffmpeg", "-nostdin", "-v", "error", "-threads", "1", "-i", video, "-f", "null", "-")))
            show(f"h264 {size}, {options.seconds} s", rows, options)
        audio = work / "audio.mp3"
        subprocess.run(["ffmpeg", "-nostdin", "-v", "error", "-y", "-f", "lavfi", "-t", str(10 * options.seconds), "-i",
                        "aevalsrc=0.3*sin(2*PI*(220+110*mod(floor(3*t)\\,7))*t)+0.05*random(0)", "-c:a", "libmp3lame", "-b:a", "128k", str(audio)], check=True)
        options.seconds *= 10
        show(f"mp3 128k, {options.seconds} s", (("arsip hash", (options.binary, "hash", *LAX, audio)),
                                               ("fpcalc -raw -length 0", ("fpcalc", "-raw", "-length", "0", "-ignore-errors", audio))), options)


def show(file, rows, options):
    for program, words in rows:
        seconds = min(cost(*words)[0] for _ in range(options.runs))
        print(f"{file:34}{program:38}{seconds:8.2f}{options.seconds / seconds:10.0f}x{options.seconds / seconds:9.0f}", flush=True)


if __name__ == "__main__":
    main()
