// A DNS server on 127.0.0.2 that knows what a test tells it: A records with one TTL, NXDOMAIN for
// every other name, and silence or SERVFAIL where asked for. It counts the questions.
#ifndef ARSIP_TESTS_FRONTIER_UDP_DNS_SERVER_H_
#define ARSIP_TESTS_FRONTIER_UDP_DNS_SERVER_H_

#include <arpa/inet.h>
#include <gtest/gtest.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <atomic>
#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <thread>
#include <utility>
#include <vector>

namespace arsip::frontier {

class UdpDnsServer {
 public:
  enum class Manner { kAnswers, kServfail, kSilent };
  struct Name {
    std::vector<std::string> addresses;  // IPv4; none: the name exists without an address
    uint32_t ttl = 300;
    Manner manner = Manner::kAnswers;
  };

  explicit UdpDnsServer(std::map<std::string, Name> names) : names_(std::move(names)) {
    socket_ = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    inet_pton(AF_INET, "127.0.0.2", &address.sin_addr);
    socklen_t size = sizeof address;
    EXPECT_EQ(bind(socket_, reinterpret_cast<const sockaddr*>(&address), size), 0);
    EXPECT_EQ(getsockname(socket_, reinterpret_cast<sockaddr*>(&address), &size), 0);
    endpoint_ = "127.0.0.2:" + std::to_string(ntohs(address.sin_port));
    thread_ = std::thread([this] { Run(); });
  }
  ~UdpDnsServer() {
    stopping_ = true;
    thread_.join();
    close(socket_);
  }
  UdpDnsServer(const UdpDnsServer&) = delete;
  UdpDnsServer& operator=(const UdpDnsServer&) = delete;

  const std::string& endpoint() const { return endpoint_; }
  // Of A records, repetitions included.
  int questions() const { return questions_; }

 private:
  static constexpr size_t kHeader = 12;
  static constexpr uint16_t kTypeA = 1;

  void Run() {
    std::array<char, 512> buffer{};
    while (!stopping_) {
      pollfd item{socket_, POLLIN, 0};
      if (poll(&item, 1, 10) <= 0) continue;
      sockaddr_in peer{};
      socklen_t size = sizeof peer;
      const ssize_t n = recvfrom(socket_, buffer.data(), buffer.size(), 0,
                                 reinterpret_cast<sockaddr*>(&peer), &size);
      if (n < static_cast<ssize_t>(kHeader)) continue;
      const std::string answer = AnswerTo({buffer.data(), static_cast<size_t>(n)});
      if (answer.empty()) continue;
      sendto(socket_, answer.data(), answer.size(), 0, reinterpret_cast<const sockaddr*>(&peer),
             size);
    }
  }

  static void Append16(std::string& out, uint32_t value) {
    out.push_back(static_cast<char>(value >> 8));
    out.push_back(static_cast<char>(value));
  }

  // RFC 1035 section 4; empty: none.
  std::string AnswerTo(std::string_view question) {
    std::string name;
    size_t at = kHeader;
    while (at < question.size() && question[at] != 0) {
      const auto length = static_cast<uint8_t>(question[at]);
      if (!name.empty()) name.push_back('.');
      name.append(question.substr(at + 1, length));
      at += 1U + length;
    }
    const size_t end = at + 5;  // the last label, type and class
    if (end > question.size()) return "";
    const bool wants_a = question[at + 1] == 0 && question[at + 2] == kTypeA;
    if (wants_a) ++questions_;
    const auto known = names_.find(name);
    const Manner manner = known == names_.end() ? Manner::kAnswers : known->second.manner;
    if (manner == Manner::kSilent) return "";
    const uint32_t code = known == names_.end() ? 3 : manner == Manner::kServfail ? 2 : 0;
    std::vector<std::string> addresses;
    if (code == 0 && wants_a) addresses = known->second.addresses;
    std::string answer(question.substr(0, 2));
    Append16(answer, 0x8180 | code);
    for (const size_t count : {size_t{1}, addresses.size(), size_t{0}, size_t{0}}) {
      Append16(answer, static_cast<uint32_t>(count));
    }
    answer.append(question.substr(kHeader, end - kHeader));
    for (const std::string& address : addresses) AppendRecord(answer, address, known->second.ttl);
    return answer;
  }

  static void AppendRecord(std::string& answer, const std::string& address, uint32_t ttl) {
    in_addr bytes{};
    EXPECT_EQ(inet_pton(AF_INET, address.c_str(), &bytes), 1);
    Append16(answer, 0xC000 | kHeader);  // the name is that of the question
    Append16(answer, kTypeA);
    Append16(answer, 1);
    Append16(answer, ttl >> 16);
    Append16(answer, ttl & 0xFFFF);
    Append16(answer, sizeof bytes);
    answer.append(reinterpret_cast<const char*>(&bytes), sizeof bytes);
  }

  const std::map<std::string, Name> names_;
  int socket_ = -1;
  std::string endpoint_;
  std::atomic<bool> stopping_ = false;
  std::atomic<int> questions_ = 0;
  std::thread thread_;
};

}  // namespace arsip::frontier

#endif  // ARSIP_TESTS_FRONTIER_UDP_DNS_SERVER_H_
