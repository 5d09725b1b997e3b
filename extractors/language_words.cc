// Words by which the Latin-script languages of the region are told apart: function words and
// everyday nouns, put together for this project. Strong words are rare in the neighbours; what two
// languages list counts for both and decides nothing between them.
#include "extractors/language_words.h"

#include <algorithm>
#include <vector>

namespace arsip::extractors {
namespace {

struct WordList {
  std::string_view language;
  std::string_view strong;
  std::string_view weak;
};

constexpr WordList kWordLists[] = {
    {"id",
     "karena bahwa bisa tidak kantor mobil rumah kota uang polisi kalian nggak gue "
     "banget dong sih kok gimana udah cuma doang karyawan perusahaan pemerintah "
     "kementerian supaya sepeda kemarin besok sore selasa jumat sementara tetapi "
     "namun serta wilayah dibutuhkan sehingga bagaimana mengapa kenapa apakah "
     "maupun yakni ujar ucap tutur kecamatan kabupaten provinsi kelurahan gubernur "
     "walikota bupati presiden ketua warga masyarakat anak-anak teman cewek cowok "
     "lu lo elo enggak gak ga aja bikin kayak kalo bersama menurut sekitar berada "
     "terjadi lagi lewat pukul rupiah universitas rumahsakit sakit gedung listrik "
     "bis bus kereta api jaksa pengadilan korban pelaku kejadian beberapa tersebut "
     "merupakan dilakukan kata ",
     "yang dan di ke dari untuk dengan pada ini itu adalah akan telah sudah oleh "
     "dalam ada juga saya kami kita mereka dia anda sebagai atau lebih orang hari "
     "tahun baru bagi agar hingga seperti setelah sebelum saat ketika masih hanya "
     "semua banyak dapat harus menjadi kepada sebuah satu dua tiga belum jika kalau "
     "sangat antara lain tanpa karna "},
    {"ms",
     "kerana bahawa boleh kereta pejabat bandar wang polis awak korang tak nak je "
     "kat macam macammana kerajaan kementerian syarikat sahaja saja ialah beliau "
     "ketika baharu kakitangan pekerja hospital universiti mesyuarat esok semalam "
     "petang selepas sebelum manakala dijangka berkata menerusi namun tetapi ahli "
     "parlimen perdana menteri negeri jabatan kanak-kanak budak kedai duit telefon "
     "televisyen akhbar maklumat cuti murid pelajar mangsa berlaku kejadian "
     "berkenaan tersebut turut tiada adakah bagaimanakah mengapa rakyat ringgit sen "
     "pilihanraya mahkamah peguam jumaat ahad isnin rabu sila jangan dia kot lah ni "
     "tu dah pun sebab ramai orang hujung utara selatan timur barat bas lebuh raya "
     "lori basikal dewan tanah air kurang daerah penduduk kampung isteri suami ",
     "yang dan di ke dari daripada untuk dengan pada ini itu adalah akan telah "
     "sudah oleh dalam ada juga saya kami kita mereka anda sebagai atau lebih hari "
     "tahun bagi agar supaya hingga seperti saat masih hanya semua banyak dapat "
     "harus perlu menjadi kepada sebuah satu dua tiga belum jika kalau sangat "
     "antara lain tanpa "},
    {"jv",
     "ing sing lan ora ana iku iki kang wis arep kanggo karo padha yen nanging "
     "dheweke aku kowe panjenengan kula sampun menika punika dhateng saking wonten "
     "inggih boten mboten kaliyan kagem amarga nganti saka marang dadi bisa kudu "
     "akeh wong bocah saben uga banjur mula isih durung kuwi kae opo apa piye "
     "kepriye dening tumrap miturut manungsa lagi wae maneh duwe jenenge mau dina "
     "sasi taun saiki biyen mengko sesuk wingi gedhe cilik apik becik omah desa "
     "dalan banyu geni mangan ngombe turu ",
     "a ngendi ngene ngono tansah sadurunge sawise nalika mangsa sawah rega tuku "
     "dodol teka lunga menyang bareng dhewe mung amung luwih paling kabeh tani ibu "
     "bapak mangga mas mbak pak bu dhuwit nyambut gawe "},
    {"su",
     "nu jeung ieu eta \u00E9ta t\u00E9h teh mah teu henteu ka dina ti keur pikeun anu urang "
     "abdi anjeun manehna man\u00E9hna aya lain sanes san\u00E9s bad\u00E9 rek r\u00E9k sareng "
     "sangkan "
     "lantaran sabab tapi atawa atanapi loba saeutik barudak jalma imah cai poe "
     "po\u00E9 taun bulan ayeuna kamari isuk cenah ceunah kumaha naha saha mana oge "
     "og\u00E9 deui bae ba\u00E9 wae wa\u00E9 nyaeta nya\u00E9ta geus parantos moal kudu kedah "
     "bisa "
     "tiasa gede ged\u00E9 leutik hade had\u00E9 dahar inum sare sar\u00E9 indit sumping mulih euy "
     "atuh ",
     "di ari mun lamun sam\u00E9m\u00E9h sanggeus nepi dugi unggal meuli nginum ulin kolot "
     "lembur d\u00E9sa tangkal ku kana tina sok man\u00E9h dieu ditu dinten wengi peuting "},
    {"tl",
     "ng mga ay hindi ako ikaw siya kami tayo sila ito iyan iyon yung nang para "
     "kung dahil pero kaya habang noong ngayon bukas kahapon kanina mamaya lang "
     "naman talaga din rin daw raw pala ba po opo wala mayroon may meron kanilang "
     "kanyang aking iyong ating namin natin nila niya ninyo isang dalawang tatlong "
     "maraming lahat tungkol ayon sabi sinabi bago pagkatapos hanggang kapag upang "
     "sapagkat ngunit subalit bilang mula nasa doon dito diyan roon rito gusto "
     "kailangan maaari dapat huwag bakit paano saan kailan sino ano alin magkano "
     "ilan tao bata bahay bayan lungsod taon araw gabi umaga hapon buwan tubig "
     "pagkain nag- mag- ",
     "ang sa na at si kay ni o pa ko mo ka kong mong nga "},
    {"ceb",
     "ug og nga dili kay aron apan niya nako nimo nato namo ninyo ilang atong among "
     "iyang akong imong kaniya kanako kanila adunay duna walay wala didto diha "
     "dinhi ngadto unsa kinsa kanus-a asa ngano giunsa pila usa duha tulo daghan "
     "daghang tanan kon kung busa tungod samtang human usab pud pod gyud jud man "
     "lang kaayo nindot maayo dako gamay tawo tawhan balay lungsod dalan adlaw "
     "gabii buntag hapon ugma gahapon karon ganina unya niadtong niini niana ana "
     "ani bahin alang gikan hangtod matod miingon ingon gihapon balik moadto moabot "
     "mokaon ang-ang sila kita kami ikaw siya bata-bata batan-on kinahanglan gusto "
     "mahimo pagka sukad ",
     "ang sa mga na si ni ka ko mi ta ba o pa para kada bag-ong libre usahay "},
    {"ilo",
     "iti ti dagiti nga idiay saan haan saanak wenno ngem tapno gapu kadagiti "
     "kadagidiay daytoy dayta adda awan isuna isuda dakami datayo kenni kaniada "
     "kaniak dakayo agtalinaed ket no ta isu ania sadino kaano siasino apay kasano "
     "ubbing tao balay ili aldaw rabii bigat malem danum adu bassit dakkel nasayaat "
     "napintas met laeng pay man ngata kas maysa dua tallo amin kinuna kuna sakbay "
     "kalpasan inton idi ita tatta manipud agingga mabalin kayat masapul ",
     "a ni ko mo da mi na kan di ken "},
    {"tet",
     "iha ne'eb\u00E9 ne'ebe ne'e sira ba ho no hosi husi katak maib\u00E9 maibe atu sei la "
     "mos m\u00F3s hau ha'u ita ami nia ema barak hotu hamutuk tanba liu tan de'it deit "
     "dehan hateten hatete hakarak tenke bele labele hah\u00FA hahu to'o mai ona hela "
     "moris mate uma bee foho rai tasi loron kalan fulan tinan ohin horisehik aban "
     "governu serbisu servisu povu labarik feto mane inan aman oan maun alin bin "
     "ida rua tolu haat lima n\u00E9en hitu ualu sia sanulu bainhira oins\u00E1 oinsa sa\u00E1 "
     "saida se'e iha-ne'e iha-ne'eb\u00E1 hanesan tuir besik kraik leten laran li'ur "
     "halo fo f\u00F3 simu lori hola haree rona hatene lia timor timoroan suku aldeia "
     "munis\u00EDpiu malae di'ak diak at boot ki'ik foun tuan nune'e entaun tanb\u00E1 ",
     "nian rasik sai tama hanoin ko'alia koalia tur hadi'a eskola merkadu estrada "
     "profes\u00F3r komunidade pol\u00EDsia pr\u00E9sidente ministru "},
    {"mi",
     "te ng\u0101 nga ki ka kei kua i o he m\u014D mo n\u0101 na n\u014D no t\u0113 kore koe ahau "
     "au ia "
     "r\u0101tou ratou t\u0101tou m\u0101tou koutou t\u014Dku taku t\u0101na tana \u0101na enei "
     "\u0113nei "
     "\u0113r\u0101 t\u0113nei t\u0113n\u0101 t\u0113r\u0101 k\u0101ore \u0101e engari hoki tonu "
     "mai atu ake iho ana whakaaro "
     "whare whenua wh\u0101nau tangata t\u0101ngata iwi hap\u016B marae tamariki wahine t\u0101ne "
     "kaum\u0101tua mahi kai wai rangi ra r\u0101 p\u014D ata ahiahi tau marama pai nui iti "
     "k\u014Drero m\u0101tauranga kaupapa aotearoa ",
     "e a \u0101 ko me hei kia hui rohe rangatahi "},
    {"en",
     "the and of to is was were that for with on as by at from this have had has "
     "not are be been they their which who would will there what when where because "
     "should could about after before more than his her she he you we our your it's "
     "don't can't into only other some these those said people ",
     ""},
    {"pt",
     "de que n\u00E3o uma com para os das dos foi pelo pela mais como mas ao s\u00E3o "
     "tamb\u00E9m est\u00E1 seu sua ele ela entre depois sobre quando muito h\u00E1 j\u00E1 ser "
     "ter "
     "anos governo presidente segundo disse ",
     ""},
};
static_assert(std::size(kWordLists) == kListedLanguages);

constexpr uint8_t kStrong = 3;
constexpr uint8_t kWeak = 1;

using Weights = std::array<uint8_t, kListedLanguages>;

// Open addressing. Nearly every word of every text is looked up and most are not there: what tells
// so is kept small.
class WordTable {
 public:
  WordTable() {
    for (size_t i = 0; i < std::size(kWordLists); ++i) {
      Add(kWordLists[i].strong, i, kStrong);
      Add(kWordLists[i].weak, i, kWeak);
    }
  }

  const Weights* Find(std::string_view word) const {
    const Slot& slot = slots_[SlotOf(word)];
    return slot.entry == kFree ? nullptr : &entries_[slot.entry].weights;
  }

 private:
  struct Entry {
    std::string_view word;
    Weights weights{};
  };
  struct Slot {
    uint16_t mark = 0;  // of the hash
    uint16_t entry = kFree;
  };
  static constexpr uint16_t kFree = UINT16_MAX;
  static constexpr size_t kSlots = 4096;  // for some 1,300 words

  void Add(std::string_view words, size_t language, uint8_t weight) {
    while (!words.empty()) {
      const std::string_view word = words.substr(0, words.find(' '));
      words.remove_prefix(std::min(words.size(), word.size() + 1));
      if (word.empty()) continue;
      Slot& slot = slots_[SlotOf(word)];
      if (slot.entry == kFree) {
        slot = {MarkOf(HashOf(word)), static_cast<uint16_t>(entries_.size())};
        entries_.push_back({word, {}});
      }
      entries_[slot.entry].weights[language] = weight;
    }
  }

  static uint32_t HashOf(std::string_view word) {
    uint32_t hash = 2166136261u;
    for (const char c : word) hash = (hash ^ static_cast<unsigned char>(c)) * 16777619u;
    return hash;
  }
  static uint16_t MarkOf(uint32_t hash) { return static_cast<uint16_t>(hash >> 16); }

  // Of the word, or the free one where it would stand.
  size_t SlotOf(std::string_view word) const {
    const uint32_t hash = HashOf(word);
    size_t at = hash % kSlots;
    while (slots_[at].entry != kFree &&
           (slots_[at].mark != MarkOf(hash) || entries_[slots_[at].entry].word != word)) {
      at = (at + 1) % kSlots;
    }
    return at;
  }

  std::array<Slot, kSlots> slots_{};
  std::vector<Entry> entries_;
};

const WordTable& Table() {
  static const WordTable table;
  return table;
}

}  // namespace

void WordTally::Count(std::string_view word) {
  ++words_;
  const Weights* const found = Table().Find(word);
  if (found == nullptr) return;
  for (size_t i = 0; i < kListedLanguages; ++i) scores_[i] += (*found)[i];
}

std::string_view WordTally::language(size_t index) const { return kWordLists[index].language; }

}  // namespace arsip::extractors
