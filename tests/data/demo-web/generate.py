#!/usr/bin/env python3
"""Makes hosts/: the pages and media of the demo web. Run once by hand; its output is committed.

Texts are our own and harmless (markets, weather, kitchens, sport). Pictures, sound and PDF are computed here; JPEGs need
cjpeg (Debian libjpeg-turbo-progs). {{NAME}} in a text file stands for the origin of a host and is replaced when served.
"""

import math
import pathlib
import shutil
import struct
import subprocess
import wave
import zlib

HERE = pathlib.Path(__file__).parent
HOSTS = HERE / "hosts"


def png(width, height, pixel):
    rows = b"".join(b"\0" + bytes(v for x in range(width) for v in pixel(x, y)) for y in range(height))

    def chunk(kind, body):
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))

    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(rows, 9)) + chunk(b"IEND", b"")


def ppm(width, height, pixel):
    return b"P6 %d %d 255\n" % (width, height) + bytes(v for y in range(height) for x in range(width) for v in pixel(x, y))


def jpeg(width, height, pixel, quality):
    return subprocess.run(["cjpeg", "-quality", str(quality)], input=ppm(width, height, pixel), stdout=subprocess.PIPE, check=True).stdout


def scene(seed, width, height):
    """Hills under a sun: enough structure for a perceptual hash."""

    def pixel(x, y):
        u, v = x / width, y / height
        hill = 0.55 + 0.18 * math.sin(u * (4 + seed) + seed) + 0.07 * math.sin(u * 17 + 2 * seed)
        sun = (u - 0.2 - 0.1 * (seed % 5)) ** 2 + (v - 0.25) ** 2 < 0.012
        if sun:
            return (250, 230, 120)
        if v > hill:
            shade = (v - hill) * 260
            return tuple(int(c) % 256 for c in (40 + 20 * (seed % 4), 110 + shade * 0.4, 60 + 30 * (seed % 3)))
        return (int(120 + 90 * v), int(170 + 50 * v), int(235 - 40 * v * (seed % 2)))

    return pixel


def pdf(lines):
    text = "BT /F1 14 Tf 60 760 Td 18 TL " + " ".join(f"({line}) Tj T*" for line in lines) + " ET"
    objects = [
        "<< /Type /Catalog /Pages 2 0 R >>",
        "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >> >>",
        f"<< /Length {len(text)} >>\nstream\n{text}\nendstream",
        "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
    ]
    body, offsets = "%PDF-1.4\n", []
    for number, content in enumerate(objects, 1):
        offsets.append(len(body))
        body += f"{number} 0 obj\n{content}\nendobj\n"
    table = len(body)
    body += f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n" + "".join(f"{o:010} 00000 n \n" for o in offsets)
    body += f"trailer << /Size {len(objects) + 1} /Root 1 0 R >>\nstartxref\n{table}\n%%EOF\n"
    return body.encode("latin-1")


def wav(path):
    with wave.open(str(path), "wb") as sound:
        sound.setnchannels(1)
        sound.setsampwidth(1)
        sound.setframerate(4000)
        sound.writeframes(bytes(int(128 + 60 * math.sin(i * (0.3 + 0.1 * (i // 1000)))) for i in range(4000)))


def write(path, content):
    target = HOSTS / path
    target.parent.mkdir(parents=True, exist_ok=True)
    if isinstance(content, str):
        target.write_text(content, encoding="utf-8")
    else:
        target.write_bytes(content)


def page(lang, title, body, head="", direction="ltr"):
    return (
        f'<!doctype html>\n<html lang="{lang}" dir="{direction}">\n<head><meta charset="utf-8"><title>{title}</title>\n'
        f'<link rel="stylesheet" href="/style.css">{head}</head>\n<body>\n{body}\n</body>\n</html>\n'
    )


# (host, language, direction, name of the place, [(slug, title, paragraph)])
SITES = [
    ("berita", "id", "ltr", "Berita Desa", [
        ("pasar-pagi", "Pasar pagi kembali ramai", "Pedagang sayur membuka lapak sejak pukul lima. Harga cabai turun, sedangkan tomat masih mahal karena hujan."),
        ("cuaca", "Cuaca akhir pekan", "Badan cuaca memperkirakan langit cerah pada hari Sabtu dan hujan ringan pada Minggu sore di daerah pesisir."),
        ("sepak-bola", "Tim desa menang tipis", "Pertandingan persahabatan berakhir dua lawan satu. Penonton pulang dengan gembira walaupun lapangan becek."),
        ("resep-soto", "Resep soto ayam", "Rebus ayam dengan serai dan daun jeruk, lalu tumis bumbu sampai harum. Sajikan dengan nasi hangat dan sambal."),
    ]),
    ("pasar", "ms", "ltr", "Pasar Kita", [
        ("ikan", "Ikan segar di jeti", "Nelayan membawa pulang ikan kembung dan sotong. Pembeli beratur sejak subuh kerana harganya berpatutan."),
        ("kuih", "Kuih tradisional", "Gerai di hujung jalan menjual kuih lapis, onde-onde dan karipap yang masih panas setiap petang."),
        ("taman", "Taman rekreasi dibuka", "Majlis perbandaran membuka laluan basikal baharu di tepi sungai untuk kegunaan semua penduduk."),
    ]),
    ("kusina", "fil", "ltr", "Kusina ng Bayan", [
        ("adobo", "Adobo ng lola", "Pakuluan ang manok sa suka, toyo at bawang hanggang lumambot. Mas masarap ito kinabukasan kapag pinainit muli."),
        ("pista", "Pista ng bayan", "Maagang nagising ang mga tao para sa parada. May banda, sayawan at libreng lugaw sa plasa."),
    ]),
    ("talat", "th", "ltr", "ตลาดน้ำ", [
        ("phonlamai", "ผลไม้ตามฤดูกาล", "ฤดูร้อนปีนี้มะม่วงและทุเรียนออกผลดี ชาวสวนนำมาขายที่ตลาดน้ำทุกเช้าวันเสาร์และวันอาทิตย์"),
        ("fon", "พยากรณ์อากาศ", "วันนี้ท้องฟ้าแจ่มใส มีฝนตกเล็กน้อยในช่วงบ่าย อุณหภูมิสูงสุดสามสิบสององศา"),
    ]),
    ("sar", "my", "ltr", "ရွာသတင်း", [
        ("zay", "မနက်ခင်းဈေး", "မနက်ခင်းဈေးတွင် ဟင်းသီးဟင်းရွက်များ လတ်ဆတ်စွာ ရောင်းချနေသည်။ ငါးဈေးနှုန်း အနည်းငယ် ကျသွားသည်။"),
        ("moe", "မိုးလေဝသ", "ယနေ့ ညနေပိုင်းတွင် မိုးအနည်းငယ် ရွာနိုင်သည်။ မြစ်ရေ ပုံမှန်အတိုင်း ရှိသည်။"),
    ]),
    ("majlis", "ar", "rtl", "مجلس القرية", [
        ("souq", "سوق الخميس", "يفتح السوق أبوابه عند الفجر، ويبيع المزارعون التمر والعسل والخضار الطازجة لأهل القرية."),
        ("taqs", "حالة الطقس", "الجو معتدل هذا الأسبوع مع رياح خفيفة على الساحل وأمطار قليلة في الجبال."),
    ]),
]


def village_sites():
    for host, lang, direction, name, articles in SITES:
        items = "\n".join(f'<li><a href="/artikel/{slug}.html">{title}</a></li>' for slug, title, _ in articles)
        neighbours = " | ".join(f'<a href="{{{{{other[0]}}}}}/">{other[3]}</a>' for other in SITES if other[0] != host)
        extra = HOME_EXTRA.get(host, "")
        write(f"{host}/index.html", page(lang, name, f"<h1>{name}</h1>\n<ul>\n{items}\n</ul>\n{extra}<p>{neighbours}</p>", HEAD_EXTRA.get(host, ""), direction))
        for number, (slug, title, text) in enumerate(articles):
            picture = f'<p><img src="{{{{media}}}}/img/{host}-{number % 2}.jpg" alt="{title}"></p>'
            write(f"{host}/artikel/{slug}.html", page(lang, title, f'<h1>{title}</h1>\n<p>{text}</p>\n{picture}\n<p><a href="/">{name}</a></p>', "", direction))
        write(f"{host}/style.css", "body { font-family: sans-serif; background: url('/bg.png'); }\n@import url(/more.css);\n")
        write(f"{host}/more.css", "h1 { color: #245; }\n")
        write(f"{host}/bg.png", png(8, 8, lambda x, y: (240, 240, 230 + (x + y) % 2 * 10)))


HEAD_EXTRA = {
    "berita": '<link rel="alternate" type="application/rss+xml" href="/feed.xml"><link rel="icon" href="/favicon.png">',
}
HOME_EXTRA = {
    "berita": """<p><a href="/rahasia/catatan.html">Catatan</a> <a href="/rahasia/terbuka.html">Terbuka</a> <a href="/galeri.html">Galeri</a>
<a href="/tidak-ada.html">Hilang</a> <a href="/lama">Lama</a> <a href="/rantai/1">Rantai</a> <a href="/putar/1">Putar</a> <a href="/pindah.html">Pindah</a>
<a href="/gabung.html">Gabung</a> <a href="{{kanal}}/s/warta">Kanal</a> <a href="{{tricks}}/">Tricks</a> <a href="{{trap}}/kalender/2026/1">Kalender</a>
<a href="{{busy}}/">Sibuk</a> <a href="{{closed}}/">Tutup</a> <a href="{{gone}}/">Lenyap</a> <a href="{{secure}}/">Aman</a>
<a href="http://elsewhere.example/">Luar</a> <a href="mailto:redaksi@berita.example">Surat</a> <a href="javascript:void(0)">Skrip</a>
<a href="https://t.me/+AbCdEf">Undangan</a> <a href="{{canary}}/">Dalam</a></p>
""",
}


def berita_more():
    write("berita/robots.txt", "# Rules of the demo web\nUser-agent: *\nDisallow: /rahasia/\nAllow: /rahasia/terbuka.html\n\nSitemap: {{berita}}/sitemap.xml\n")
    write("berita/rahasia/catatan.html", page("id", "Catatan", "<p>Halaman ini tidak boleh diambil.</p>"))
    write("berita/rahasia/terbuka.html", page("id", "Terbuka", "<p>Halaman ini boleh diambil.</p>"))
    write("berita/hanya-peta.html", page("id", "Hanya di peta situs", "<p>Tidak ada tautan ke halaman ini kecuali di peta situs.</p>"))
    write("berita/hanya-umpan.html", page("id", "Hanya di umpan", "<p>Tidak ada tautan ke halaman ini kecuali di umpan.</p>"))
    write("berita/sitemap.xml", '<?xml version="1.0" encoding="UTF-8"?>\n<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">\n<url><loc>{{berita}}/</loc></url>\n<url><loc>{{berita}}/hanya-peta.html</loc><lastmod>2026-11-01</lastmod></url>\n</urlset>\n')
    write("berita/feed.xml", '<?xml version="1.0" encoding="UTF-8"?>\n<rss version="2.0"><channel><title>Berita Desa</title><link>{{berita}}/</link>\n<item><title>Cuaca</title><link>{{berita}}/artikel/cuaca.html</link></item>\n<item><title>Hanya di umpan</title><link>{{berita}}/hanya-umpan.html</link></item>\n</channel></rss>\n')
    write("berita/favicon.png", png(16, 16, lambda x, y: (30, 80, 40 + 10 * (x ^ y) % 200)))
    write("berita/galeri.html", page("id", "Galeri", """<h1>Galeri</h1>
<img src="{{media}}/img/scene-1.png" srcset="{{media}}/img/scene-1-half.jpg 0.5x, {{media}}/img/scene-1-q40.jpg 2x" alt="bukit">
<img data-src="{{media}}/img/scene-2.jpg" alt="malas">
<picture><source srcset="{{media}}/img/scene-3.jpg"><img src="{{media}}/img/scene-3.png" alt="tiga"></picture>
<div style="background-image: url('{{media}}/img/scene-4.jpg')">latar</div>
<audio src="{{media}}/suara.wav" controls></audio> <video poster="{{media}}/img/scene-1.png"></video>
<a href="{{media}}/laporan.pdf">Laporan</a> <img src="{{media}}/salinan/scene-1.png" alt="salinan">"""))
    write("berita/pindah.html", '<!doctype html><html lang="id"><head><meta http-equiv="refresh" content="0; url=/pindah-baru.html"><title>Pindah</title></head></html>\n')
    write("berita/pindah-baru.html", page("id", "Halaman baru", "<p>Anda sampai.</p>"))
    write("berita/gabung.html", page("id", "Masuk", '<h1>Masuk dulu</h1><form action="/masuk" method="post"><input name="u"><input name="p" type="password"><button>Masuk</button></form>'))
    for number in (1, 2, 3, 4):
        write(f"berita/terminal-{number}.html", page("id", f"Halaman {number}", f"<p>Ujung {number}.</p>"))


def kanal():
    posts = 25
    for number in range(1, posts + 1):
        write(f"kanal/warta/{number}.html", page("en", f"Post {number}", f'<article id="post-{number}"><time datetime="2026-11-{1 + number % 28:02}">day {number}</time><p>Village notice number {number}: the library opens at nine.</p><a href="/s/warta">channel</a></article>'))
    write("kanal/robots.txt", "User-agent: *\nCrawl-delay: 0.2\nDisallow:\n")
    write("kanal/posts.txt", str(posts) + "\n")


def media():
    for seed in (1, 2, 3, 4):
        write(f"media/img/scene-{seed}.jpg", jpeg(160, 120, scene(seed, 160, 120), 85))
    write("media/img/scene-1.png", png(160, 120, scene(1, 160, 120)))
    write("media/img/scene-3.png", png(160, 120, scene(3, 160, 120)))
    write("media/img/scene-1-q40.jpg", jpeg(160, 120, scene(1, 160, 120), 40))
    write("media/img/scene-1-half.jpg", jpeg(80, 60, scene(1, 80, 60), 80))
    write("media/salinan/scene-1.png", png(160, 120, scene(1, 160, 120)))
    for index, site in enumerate(SITES):
        for number in (0, 1):
            write(f"media/img/{site[0]}-{number}.jpg", jpeg(120, 90, scene(5 + 2 * index + number, 120, 90), 75))
    write("media/laporan.pdf", pdf(["Laporan tahunan desa", "Semua angka dalam dokumen ini adalah rekaan."]))
    wav(HOSTS / "media/suara.wav")


if __name__ == "__main__":
    shutil.rmtree(HOSTS, ignore_errors=True)
    village_sites()
    berita_more()
    kanal()
    media()
    write("secure/index.html", page("en", "Secure", '<p>Served over TLS. <a href="{{berita}}/">home</a> <a href="/second.html">second</a></p>'))
    write("secure/second.html", page("en", "Second", "<p>The second page.</p>"))
