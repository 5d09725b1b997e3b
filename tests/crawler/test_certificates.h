// Certificates made for a test: an authority and what it signs, or what signs itself.
#ifndef ARSIP_TESTS_CRAWLER_TEST_CERTIFICATES_H_
#define ARSIP_TESTS_CRAWLER_TEST_CERTIFICATES_H_

#include <openssl/x509.h>

#include <memory>
#include <string>

namespace arsip::crawler {

struct CertificateWish {
  std::string host;         // a DNS name, or an IP address
  int begins_in_days = -1;  // from now
  int ends_in_days = 30;
  bool self_signed = false;
  int more_names = 0;  // made up, beside `host`
};

class TestAuthority {
 public:
  // Files go to `directory`.
  explicit TestAuthority(std::string directory);

  std::string ca_file() const { return directory_ + "/ca.pem"; }
  // Writes `name`.pem and `name`.key. The two paths, as nginx wants them:
  // "ssl_certificate ...; ssl_certificate_key ...;"
  std::string Issue(const std::string& name, const CertificateWish& wish);

 private:
  struct Free {
    void operator()(X509* certificate) const { X509_free(certificate); }
    void operator()(EVP_PKEY* key) const { EVP_PKEY_free(key); }
  };
  using Certificate = std::unique_ptr<X509, Free>;
  using Key = std::unique_ptr<EVP_PKEY, Free>;

  static Key NewKey();
  Certificate Make(const CertificateWish& wish, EVP_PKEY* subject_key, bool authority);

  const std::string directory_;
  long serial_ = 1;
  Key key_;
  Certificate certificate_;
};

}  // namespace arsip::crawler

#endif  // ARSIP_TESTS_CRAWLER_TEST_CERTIFICATES_H_
