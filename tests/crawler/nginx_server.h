// NginxServer: the real thing, in a directory of its own, for what a scripted server cannot say:
// keep-alive, chunking, compression, TLS.
#ifndef ARSIP_TESTS_CRAWLER_NGINX_SERVER_H_
#define ARSIP_TESTS_CRAWLER_NGINX_SERVER_H_

#include <sys/types.h>

#include <cstdint>
#include <string>

namespace arsip::crawler {

class NginxServer {
 public:
  // `http_block`: what stands inside http { }. Waits until `address`:`port` accepts; fails the test
  // if not.
  NginxServer(const std::string& directory, const std::string& http_block,
              const std::string& address, uint16_t port);
  ~NginxServer();
  NginxServer(const NginxServer&) = delete;
  NginxServer& operator=(const NginxServer&) = delete;

  static uint16_t FreePort(const std::string& address);

 private:
  pid_t pid_ = -1;
};

}  // namespace arsip::crawler

#endif  // ARSIP_TESTS_CRAWLER_NGINX_SERVER_H_
