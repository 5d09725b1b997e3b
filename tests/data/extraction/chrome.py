"""What stands around the main text of a page, by language: menus, banners, teasers, footers. Invented."""

EN = dict(
    nav=["Home", "News", "Sport", "Weather", "Opinion", "Classifieds", "About us", "Contact"],
    cookie="We and our 214 partners store and access personal data, like browsing data or unique identifiers, on your device. Selecting accept enables tracking technologies to support the purposes shown. You can change your mind at any time by visiting the privacy centre at the bottom of each page. Some partners rely on legitimate interest and do not ask for your consent.",
    accept=["Accept all", "Reject all", "Show purposes"],
    also="Read more", related_head="You might also like",
    related=["Council to vote on footpath widening next week", "Ten walks for a rainy Sunday", "Bakery wins prize for smallest pie", "Old signal box to become a reading room", "School band plays for the lighthouse keeper", "New timetable for the mobile library"],
    popular="Most read", share=["Share", "Facebook", "X", "WhatsApp", "Copy link", "Print"],
    footer="The editors have brought stories to this district since 1924. We belong to our readers and carry no political advertising. Letters are welcome at the front desk on weekdays between nine and five, and by post at any time.",
    rights="All rights reserved. Privacy policy. Terms of use. Accessibility.",
    newsletter="Sign up for our morning letter and get the five stories everybody talks about, every weekday at seven. No spam, unsubscribe at any time.",
    teasers=["The mayor has asked for a second opinion on the colour of the new bus shelters, after a petition with forty signatures.", "Our columnist tried to go a week without a calendar and missed her own birthday lunch.", "A fisherman found a letter in a bottle that had been posted two streets away."],
    comments="Comments", reply="Reply", login="Log in to comment", ad="Advertisement", by="By", updated="Updated", tags=["community", "volunteers", "summer"], tag_word="Tags", bio="writes about people and places and keeps two goats.", prev="Previous", next="Next", search="Search this site")
ID = dict(
    nav=["Beranda", "Nasional", "Daerah", "Olahraga", "Ekonomi", "Gaya Hidup", "Video", "Indeks"],
    cookie="Situs ini menggunakan kuki untuk meningkatkan pengalaman Anda, menampilkan iklan yang sesuai dan menganalisis lalu lintas kami. Dengan terus memakai situs ini Anda menyetujui kebijakan privasi kami.",
    accept=["Setuju", "Pengaturan"],
    also="Baca juga", related_head="Berita Terkait",
    related=["Harga Cabai Turun Menjelang Akhir Pekan", "Kereta Wisata Kembali Beroperasi Mulai Juli", "Lomba Mewarnai Diikuti Seribu Anak", "Warga Bangun Taman Baca di Bekas Pos Ronda", "Jadwal Pemadaman Listrik Pekan Ini", "Resep Sayur Lodeh ala Ibu Kos"],
    popular="Terpopuler", share=["Bagikan", "Facebook", "Twitter", "WhatsApp", "Telegram", "Salin tautan"],
    footer="Media ini terdaftar di dewan pers dan dikelola oleh koperasi wartawan sejak 1998. Kritik dan saran dapat dikirim ke meja redaksi setiap hari kerja.",
    rights="Hak cipta dilindungi undang-undang. Redaksi. Pedoman Media Siber. Karir. Kontak.",
    newsletter="Dapatkan ringkasan berita pilihan setiap pagi langsung di surel Anda. Gratis dan bisa berhenti kapan saja.",
    teasers=["Sopir angkot ini menyediakan rak buku kecil di belakang joknya dan penumpang boleh membawa pulang satu.", "Kucing kelurahan resmi mendapat seragam setelah dua tahun bertugas mengusir tikus.", "Tukang bakso keliling memakai bel sepeda peninggalan zaman Belanda."],
    comments="Komentar", reply="Balas", login="Masuk untuk menulis komentar", ad="ADVERTISEMENT SCROLL TO CONTINUE WITH CONTENT", by="Oleh", updated="Diperbarui", tags=["desa", "gotong royong", "budaya"], tag_word="Tag", bio="adalah penulis lepas yang tinggal bersama tiga kucing.", prev="Sebelumnya", next="Berikutnya", search="Cari berita")
MS = dict(
    nav=["Utama", "Nasional", "Wilayah", "Sukan", "Bisnes", "Hiburan", "Rencana", "Hubungi kami"],
    cookie="Laman web ini menggunakan kuki bagi menambah baik pengalaman anda dan memaparkan iklan yang berkaitan. Dengan meneruskan lawatan anda bersetuju dengan dasar privasi kami.",
    accept=["Terima", "Tetapan"], also="Baca juga", related_head="Artikel Berkaitan",
    related=["Durian Musim Ini Lebih Lewat Masak", "Bas Sekolah Percuma di Tiga Daerah", "Kelab Catur Cari Ahli Baharu", "Muzium Kecil di Rumah Penghulu Dibuka", "Tiga Resipi Bubur Lambuk"],
    popular="Paling dibaca", share=["Kongsi", "Facebook", "Telegram", "WhatsApp"],
    footer="Diterbitkan oleh sebuah koperasi wartawan bebas sejak 2003. Sebarang pertanyaan boleh diajukan kepada meja berita pada waktu pejabat.",
    rights="Hak cipta terpelihara. Penafian. Dasar privasi.", newsletter="Langgan surat berita kami dan terima lima berita pilihan setiap pagi tanpa sebarang bayaran.",
    teasers=["Seorang pesara mengumpul lebih tiga ratus radio lama dan membaikinya satu demi satu di serambi rumah.", "Pasukan bola sepak kampung menang dengan penjaga gol berusia enam puluh tahun."],
    comments="Komen", reply="Balas", login="Log masuk untuk memberi komen", ad="IKLAN", by="Oleh", updated="Dikemas kini", tags=["warisan", "kampung"], tag_word="Tag", bio="menulis tentang warisan dan suka memancing.", prev="Sebelum", next="Seterusnya", search="Carian")
FIL = dict(
    nav=["Balita", "Probinsya", "Palakasan", "Showbiz", "Opinyon", "Tungkol sa amin"],
    cookie="Gumagamit ang website na ito ng cookies upang mapabuti ang inyong karanasan. Sa patuloy na paggamit ay sumasang-ayon kayo sa aming patakaran sa privacy.",
    accept=["Sang-ayon", "Mga setting"], also="Basahin din", related_head="Kaugnay na mga balita",
    related=["Libreng sakay sa mga nars, pinalawig", "Paligsahan sa parol, bukas na sa lahat", "Bagong tulay, mapapadali ang biyahe sa palengke", "Mga estudyante, nagtanim ng bakawan"],
    popular="Pinakabinabasa", share=["Ibahagi", "Facebook", "Viber", "Kopyahin ang link"],
    footer="Inilalathala ng samahan ng mga mamamahayag sa isla mula pa noong 1987. Maaari kayong sumulat sa amin sa anumang araw.",
    rights="Nakalaan ang lahat ng karapatan. Patakaran sa privacy.", newsletter="Mag-subscribe sa aming liham tuwing umaga at tumanggap ng limang kuwentong dapat mabasa.",
    teasers=["Isang guro ang naglalakad ng dalawang oras araw-araw upang makarating sa paaralan sa bundok.", "Aso sa pantalan, may sariling upuan na sa bangka."],
    comments="Mga komento", reply="Sumagot", login="Mag-login upang magkomento", ad="PATALASTAS", by="Ni", updated="Binago", tags=["pangingisda", "isla"], tag_word="Mga tag", bio="ay manunulat na mahilig sa kape at mahabang biyahe.", prev="Nakaraan", next="Susunod", search="Maghanap")
TH = dict(
    nav=["หน้าแรก", "การเมือง", "เศรษฐกิจ", "กีฬา", "บันเทิง", "ท่องเที่ยว", "ติดต่อเรา"],
    cookie="เว็บไซต์นี้ใช้คุกกี้เพื่อพัฒนาประสบการณ์การใช้งานของท่าน วิเคราะห์การเข้าชม และแสดงโฆษณาที่เหมาะสม ท่านสามารถจัดการความยินยอมได้ที่นโยบายความเป็นส่วนตัว",
    accept=["ยอมรับทั้งหมด", "ตั้งค่าคุกกี้"], also="อ่านเพิ่มเติม", related_head="ข่าวที่เกี่ยวข้อง",
    related=["เปิดเส้นทางปั่นจักรยานเลียบแม่น้ำสายใหม่", "ครูประชาบาลทำสื่อการสอนจากไม้ไผ่", "ร้านก๋วยเตี๋ยวเรือเจ้าเก่าย้ายขึ้นบก", "นักเรียนคว้ารางวัลหุ่นยนต์เก็บขยะ"],
    popular="ยอดนิยม", share=["แชร์", "เฟซบุ๊ก", "ไลน์", "คัดลอกลิงก์"],
    footer="เราเสนอข่าวชุมชนมาตั้งแต่ปี 2540 โดยทีมนักข่าวท้องถิ่น ท่านสามารถส่งเรื่องราวถึงกองบรรณาธิการได้ทุกวัน",
    rights="สงวนลิขสิทธิ์ตามกฎหมาย นโยบายความเป็นส่วนตัว", newsletter="สมัครรับจดหมายข่าวประจำวันได้ฟรี ส่งตรงถึงอีเมลของคุณทุกเช้า",
    teasers=["ช่างตัดผมวัยแปดสิบยังเปิดร้านทุกวันและไม่เคยขึ้นราคามาสิบปีแล้ว", "แมวประจำสถานีรถไฟได้รับหมวกใบใหม่จากนายสถานี"],
    comments="ความคิดเห็น", reply="ตอบกลับ", login="เข้าสู่ระบบเพื่อแสดงความคิดเห็น", ad="โฆษณา", by="โดย", updated="อัปเดต", tags=["ชุมชน", "ท่องเที่ยว"], tag_word="แท็ก", bio="เป็นนักเขียนอิสระที่ชอบเดินทางด้วยรถไฟ", prev="ก่อนหน้า", next="ถัดไป", search="ค้นหา")
MY = dict(
    nav=["ပင်မစာမျက်နှာ", "သတင်း", "အားကစား", "ပညာရေး", "ဆောင်းပါး", "ဆက်သွယ်ရန်"],
    cookie="ဤဝဘ်ဆိုက်သည် သင့်အတွေ့အကြုံကို ပိုမိုကောင်းမွန်စေရန် ကွတ်ကီးများကို အသုံးပြုပါသည်။ ဆက်လက်အသုံးပြုခြင်းဖြင့် ကျွန်ုပ်တို့၏ မူဝါဒကို သဘောတူပြီး ဖြစ်ပါသည်။",
    accept=["လက်ခံသည်", "ပြင်ဆင်ရန်"], also="ဆက်လက်ဖတ်ရှုရန်", related_head="ဆက်စပ်သတင်းများ",
    related=["ရွာစာကြည့်တိုက်သို့ စာအုပ်သစ်များ ရောက်ရှိ", "လှေပြိုင်ပွဲ စာရင်းသွင်းနိုင်ပြီ", "ပန်းခြံအသစ် ဖွင့်လှစ်မည်"],
    popular="လူဖတ်အများဆုံး", share=["မျှဝေရန်", "Facebook", "Viber"],
    footer="ရပ်ရွာသတင်းများကို နှစ်ဆယ်ကျော် တင်ဆက်ပေးလျက်ရှိပါသည်။ အကြံပြုစာများကို အချိန်မရွေး ပေးပို့နိုင်ပါသည်။",
    rights="မူပိုင်ခွင့် ရယူထားသည်။", newsletter="နေ့စဉ်သတင်းလွှာကို အခမဲ့ ရယူလိုပါက စာရင်းသွင်းပါ။",
    teasers=["လက်ဖက်ရည်ဆိုင်ရှင်တစ်ဦးက ဆိုင်ထောင့်တွင် စာအုပ်စင်လေးတစ်ခု ထားရှိသည်။"],
    comments="မှတ်ချက်များ", reply="ပြန်ကြားရန်", login="မှတ်ချက်ရေးရန် ဝင်ပါ", ad="ကြော်ငြာ", by="ရေးသားသူ", updated="ပြင်ဆင်ချိန်", tags=["ပညာရေး", "ရွာ"], tag_word="တဂ်", bio="သည် ရပ်ရွာအကြောင်း ရေးသားသူ ဖြစ်သည်။", prev="ရှေ့သို့", next="နောက်သို့", search="ရှာဖွေရန်")
ZH = dict(
    nav=["首页", "本地", "国际", "财经", "体育", "副刊", "联系我们"],
    cookie="本网站使用Cookie以改善您的浏览体验、分析流量并投放相关广告。继续使用本网站即表示您同意我们的隐私政策。",
    accept=["同意", "设置"], also="延伸阅读", related_head="相关新闻",
    related=["组屋楼下的棋局三十年不散", "新邮票以热带水果为主题", "小学生给老树写信", "周末市集移到运河边"],
    popular="热门文章", share=["分享", "微信", "脸书", "复制链接"],
    footer="本报创立于一九五六年，由读者与记者合作社共同拥有。欢迎投稿，来信请写明姓名与地址。",
    rights="版权所有，不得转载。隐私条款。", newsletter="订阅每日电邮，清晨七点为您送上五条必读新闻，随时可以取消。",
    teasers=["面包师傅凌晨三点在后巷喂猫，猫却只认他的围裙。", "图书馆的还书箱里收到一封四十年前的信。"],
    comments="评论", reply="回复", login="登录后发表评论", ad="广告", by="作者", updated="更新于", tags=["社区", "手艺"], tag_word="标签", bio="专栏作者，喜欢在巷子里散步。", prev="上一篇", next="下一篇", search="搜索")
TA = dict(
    nav=["முகப்பு", "சிங்கப்பூர்", "உலகம்", "விளையாட்டு", "சினிமா", "தொடர்பு"],
    cookie="இந்த இணையத்தளம் உங்கள் அனுபவத்தை மேம்படுத்த குக்கீகளைப் பயன்படுத்துகிறது. தொடர்ந்து பயன்படுத்தினால் எங்கள் கொள்கையை ஏற்கிறீர்கள்.",
    accept=["ஏற்கிறேன்"], also="மேலும் படிக்க", related_head="தொடர்புடைய செய்திகள்",
    related=["புதிய நூலகம் அடுத்த மாதம் திறப்பு", "மாணவர்கள் நட்ட மரங்கள் காய்த்தன", "இசைப் பள்ளிக்கு இடம் கிடைத்தது"],
    popular="அதிகம் படித்தவை", share=["பகிர்", "Facebook", "WhatsApp"],
    footer="சமூகச் செய்திகளை இருபது ஆண்டுகளாக வழங்கி வருகிறோம். உங்கள் கருத்துகளை வரவேற்கிறோம்.",
    rights="அனைத்து உரிமைகளும் பாதுகாக்கப்பட்டவை.", newsletter="எங்கள் தினசரி மடலைப் பெற பதிவு செய்யுங்கள்.",
    teasers=["தேநீர்க் கடைக்காரர் ஒருவர் தினமும் ஒரு குறளைப் பலகையில் எழுதுகிறார்."],
    comments="கருத்துகள்", reply="பதில்", login="கருத்து எழுத உள்நுழைக", ad="விளம்பரம்", by="எழுதியவர்", updated="புதுப்பிக்கப்பட்டது", tags=["கலை", "சமூகம்"], tag_word="குறிச்சொற்கள்", bio="சமூகச் செய்தியாளர்.", prev="முந்தைய", next="அடுத்த", search="தேடு")
VI = dict(
    nav=["Trang chủ", "Thời sự", "Kinh tế", "Thể thao", "Đời sống", "Liên hệ"],
    cookie="Trang web này sử dụng cookie để nâng cao trải nghiệm của bạn. Tiếp tục sử dụng nghĩa là bạn đồng ý với chính sách quyền riêng tư của chúng tôi.",
    accept=["Đồng ý"], also="Xem thêm", related_head="Tin liên quan",
    related=["Chợ nổi thêm hai mươi ghe trái cây", "Cầu mới nối hai bờ sông thông xe", "Học sinh làm đèn lồng từ vỏ chai"],
    popular="Đọc nhiều", share=["Chia sẻ", "Facebook", "Zalo"],
    footer="Tòa soạn phục vụ bạn đọc miền sông nước từ năm 1991. Mọi ý kiến đóng góp xin gửi về bàn tiếp bạn đọc.",
    rights="Giữ bản quyền nội dung.", newsletter="Đăng ký nhận bản tin mỗi sáng, hoàn toàn miễn phí.",
    teasers=["Ông lão sửa xe đạp ở đầu ngõ vẫn nhớ tên từng đứa trẻ trong phố."],
    comments="Bình luận", reply="Trả lời", login="Đăng nhập để bình luận", ad="Quảng cáo", by="Tác giả", updated="Cập nhật", tags=["ẩm thực", "chợ"], tag_word="Từ khóa", bio="là cây bút tự do.", prev="Trước", next="Sau", search="Tìm kiếm")
BY_LANGUAGE = {"en": EN, "id": ID, "ms": MS, "fil": FIL, "th": TH, "my": MY, "zh": ZH, "ta": TA, "vi": VI, "tet": ID}


def chrome_of(language):
    """Small languages stand in English furniture, as on most platforms."""
    return BY_LANGUAGE.get(language.split("-")[0], EN)
