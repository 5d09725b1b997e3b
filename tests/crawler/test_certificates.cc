#include "test_certificates.h"

#include <openssl/ec.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509v3.h>

#include <cstdio>
#include <utility>

#include "gtest/gtest.h"

namespace arsip::crawler {
namespace {

void AddExtension(X509* certificate, int nid, const std::string& value) {
  X509_EXTENSION* extension = X509V3_EXT_conf_nid(nullptr, nullptr, nid, value.c_str());
  ASSERT_NE(extension, nullptr) << value;
  X509_add_ext(certificate, extension, -1);
  X509_EXTENSION_free(extension);
}

template <class Write>
void WriteFile(const std::string& path, Write write) {
  std::FILE* file = std::fopen(path.c_str(), "we");
  ASSERT_NE(file, nullptr) << path;
  EXPECT_EQ(write(file), 1);
  std::fclose(file);
}

}  // namespace

TestAuthority::TestAuthority(std::string directory) : directory_(std::move(directory)) {
  key_ = NewKey();
  certificate_ = Make({.host = "authority.test"}, key_.get(), true);
  WriteFile(ca_file(), [&](std::FILE* file) { return PEM_write_X509(file, certificate_.get()); });
}

std::string TestAuthority::Issue(const std::string& name, const CertificateWish& wish) {
  const Key key = NewKey();
  const Certificate certificate = Make(wish, key.get(), false);
  const std::string path = directory_ + "/" + name;
  WriteFile(path + ".pem", [&](std::FILE* file) {
    int written = PEM_write_X509(file, certificate.get());
    if (!wish.self_signed) written &= PEM_write_X509(file, certificate_.get());
    return written;
  });
  WriteFile(path + ".key", [&](std::FILE* file) {
    return PEM_write_PrivateKey(file, key.get(), nullptr, nullptr, 0, nullptr, nullptr);
  });
  return "ssl_certificate " + path + ".pem; ssl_certificate_key " + path + ".key;";
}

TestAuthority::Key TestAuthority::NewKey() { return Key(EVP_EC_gen("P-256")); }

TestAuthority::Certificate TestAuthority::Make(const CertificateWish& wish, EVP_PKEY* subject_key,
                                               bool authority) {
  Certificate certificate(X509_new());
  X509* x509 = certificate.get();
  constexpr long kDay = 24 * 60 * 60;
  X509_set_version(x509, 2);
  ASN1_INTEGER_set(X509_get_serialNumber(x509), serial_++);
  X509_gmtime_adj(X509_getm_notBefore(x509), wish.begins_in_days * kDay);
  X509_gmtime_adj(X509_getm_notAfter(x509), wish.ends_in_days * kDay);
  X509_set_pubkey(x509, subject_key);
  X509_NAME* name = X509_get_subject_name(x509);
  X509_NAME_add_entry_by_txt(name, "CN", MBSTRING_ASC,
                             reinterpret_cast<const unsigned char*>(wish.host.c_str()), -1, -1, 0);
  const bool own_issuer = authority || wish.self_signed;
  X509_set_issuer_name(x509, own_issuer ? name : X509_get_subject_name(certificate_.get()));
  AddExtension(x509, NID_basic_constraints, authority ? "critical,CA:TRUE" : "CA:FALSE");
  const bool ip = wish.host.find_first_not_of("0123456789.") == std::string::npos;
  std::string names = (ip ? "IP:" : "DNS:") + wish.host;
  for (int i = 0; i < wish.more_names; ++i) {
    names += ",DNS:host-number-" + std::to_string(i) + ".test";
  }
  AddExtension(x509, NID_subject_alt_name, names);
  EXPECT_NE(X509_sign(x509, own_issuer ? subject_key : key_.get(), EVP_sha256()), 0);
  return certificate;
}

}  // namespace arsip::crawler
