#!/usr/bin/env bash
# Installs what Arsip needs from Debian's packages, and nothing that is there already.
#
#   deploy/install-deps.sh [GROUP...]      groups: build demo test bench; default: build
#
# Idempotent; uses sudo when not root; starts no service. Exit 4 when the machine is not fit, with the reason.
set -euo pipefail

build=(g++ cmake ninja-build pkg-config ccache mold protobuf-compiler
  libcurl4-openssl-dev libgumbo-dev libarchive-dev libleveldb-dev libzmq3-dev cppzmq-dev libspdlog-dev
  libexpected-dev libdeflate-dev libisal-dev libprotobuf-dev libyaml-cpp-dev libseccomp-dev libmagic-dev libsodium-dev
  libssl-dev libpsl-dev libidn2-dev libc-ares-dev libcli11-dev nlohmann-json3-dev zlib1g-dev libre2-dev libboost1.81-dev libzstd-dev
  prometheus-cpp-dev libicu-dev libcld2-dev libexpat1-dev libpoppler-cpp-dev libpoppler-private-dev libtesseract-dev libleptonica-dev libexif-dev
  libmimalloc-dev libvips-dev libjpeg62-turbo-dev libwebp-dev tesseract-ocr-eng
  libavformat-dev libavcodec-dev libavutil-dev libswscale-dev libswresample-dev libchromaprint-dev)
demo=(nginx-light python3 iproute2 util-linux openssl)
test=(prometheus libgtest-dev libgmock-dev clang clang-tidy clang-format libclang-rt-14-dev strace wget
  postgresql-doc-15 chromium zstd poppler-utils tesseract-ocr-ind tesseract-ocr-msa tesseract-ocr-fil tesseract-ocr-tha
  tesseract-ocr-mya tesseract-ocr-ara python3-jsonschema ffmpeg libchromaprint-tools)
bench=(ffmpeg libchromaprint-tools wget2 libbenchmark-dev libfaiss-dev libopenblas-dev postgresql-doc-15 python3.11-doc sqlite3-doc git-doc libglib2.0-doc
  python-django-doc libgtk-3-doc mate-backgrounds lomiri-wallpapers-16.04 lomiri-wallpapers-20.04)

fail() {
  echo "install-deps: $*" >&2
  exit 4
}

if [[ ${1:-} == --help || ${1:-} == -h ]]; then
  sed -n '2,6s/^# \{0,1\}//p' "$0"
  exit 0
fi

# shellcheck disable=SC1091
[[ -r /etc/os-release ]] && . /etc/os-release
[[ ${ID:-} == debian && ${VERSION_ID:-0} == 12 ]] ||
  fail "this script knows Debian 12 only; here is ${PRETTY_NAME:-an unknown system}. See the list of packages in $0."

wanted=()
for group in "${@:-build}"; do
  case $group in
    build) wanted+=("${build[@]}") ;;
    demo) wanted+=("${demo[@]}") ;;
    test) wanted+=("${test[@]}") ;;
    bench) wanted+=("${bench[@]}") ;;
    *) fail "unknown group '$group' (build, demo, test, bench)" ;;
  esac
done

missing=()
for package in "${wanted[@]}"; do
  # nginx-full and nginx-extras serve as well as nginx-light.
  [[ $package == nginx-light && -x /usr/sbin/nginx ]] && continue
  status=$(dpkg-query -W -f '${db:Status-Status}' "$package" 2>/dev/null || true)
  [[ $status == installed ]] || missing+=("$package")
done
# Node.js may have come from elsewhere than Debian.
if [[ " ${*:-build} " == *" test "* ]]; then
  command -v node >/dev/null || missing+=(nodejs)
  command -v npm >/dev/null || missing+=(npm)
fi
((${#missing[@]} == 0)) && exit 0

as_root=()
if ((EUID != 0)); then
  command -v sudo >/dev/null || fail "these packages are missing and there is no sudo; as root run: apt-get install ${missing[*]}"
  as_root=(sudo)
fi

echo "install-deps: installing ${#missing[@]} packages: ${missing[*]}"
log=$(mktemp /tmp/arsip-install.XXXXXX.log)

# nginx's package would start its default site; this policy keeps every service as it is during the installation.
policy=/usr/sbin/policy-rc.d
made_policy=no
restore_policy() {
  [[ $made_policy == yes ]] && "${as_root[@]}" rm -f "$policy"
  return 0
}
trap restore_policy EXIT
if [[ ! -e $policy ]]; then
  printf '#!/bin/sh\nexit 101\n' | "${as_root[@]}" tee "$policy" >/dev/null
  "${as_root[@]}" chmod 755 "$policy"
  made_policy=yes
fi

install() {
  "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends \
    -o DPkg::Lock::Timeout=120 "${missing[@]}" >>"$log" 2>&1
}
if ! install; then
  # The usual cause is an old list of packages.
  "${as_root[@]}" apt-get update >>"$log" 2>&1 || true
  install || {
    tail -n 20 "$log" >&2
    fail "apt-get could not install them (is there a network?); the whole output is in $log"
  }
fi
rm -f "$log"
# Their packages would start a server at the next boot, on all addresses; only their programs are needed here.
for pair in nginx-light:nginx prometheus:prometheus; do
  service=${pair#*:}
  [[ " ${missing[*]} " == *" ${pair%:*} "* && -d /run/systemd/system ]] || continue
  "${as_root[@]}" systemctl disable --quiet "$service" ||
    echo "install-deps: $service will start at the next boot; to prevent it: systemctl disable $service" >&2
done
echo "install-deps: done"
