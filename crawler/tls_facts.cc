#include "crawler/tls_facts.h"

#include <openssl/bio.h>
#include <openssl/pem.h>
#include <openssl/ssl.h>
#include <openssl/x509.h>
#include <openssl/x509_vfy.h>
#include <openssl/x509v3.h>

#include <memory>
#include <vector>

namespace arsip::crawler {
namespace {

struct BioDeleter {
  void operator()(BIO* bio) const { BIO_free(bio); }
};

struct Watch {
  TlsFacts* facts;
  bool keep_unverified;
};

void FreeWatch(void*, void* watch, CRYPTO_EX_DATA*, int, long, void*) {
  delete static_cast<Watch*>(watch);
}
void FreeFacts(void*, void* facts, CRYPTO_EX_DATA*, int, long, void*) {
  delete static_cast<TlsFacts*>(facts);
}

int WatchIndex() {
  static const int index = SSL_CTX_get_ex_new_index(0, nullptr, nullptr, nullptr, FreeWatch);
  return index;
}
int FactsIndex() {
  static const int index = SSL_get_ex_new_index(0, nullptr, nullptr, nullptr, FreeFacts);
  return index;
}

std::string PemOf(X509* certificate) {
  const std::unique_ptr<BIO, BioDeleter> bio(BIO_new(BIO_s_mem()));
  if (!bio || PEM_write_bio_X509(bio.get(), certificate) != 1) return {};
  char* bytes = nullptr;
  const long size = BIO_get_mem_data(bio.get(), &bytes);
  return {bytes, static_cast<size_t>(size)};
}

std::vector<std::string> PemChain(const STACK_OF(X509) * chain) {
  std::vector<std::string> pems;
  size_t total = 0;
  for (int i = 0; i < sk_X509_num(chain); ++i) {
    std::string pem = PemOf(sk_X509_value(chain, i));
    total += pem.size();
    if (total > kMaxChainPemBytes) break;
    pems.push_back(std::move(pem));
  }
  return pems;
}

int OnVerify(int accepted, X509_STORE_CTX* store_context) {
  const auto* ssl = static_cast<SSL*>(
      X509_STORE_CTX_get_ex_data(store_context, SSL_get_ex_data_X509_STORE_CTX_idx()));
  const auto* watch = static_cast<Watch*>(SSL_CTX_get_ex_data(SSL_get_SSL_CTX(ssl), WatchIndex()));
  if (watch == nullptr || watch->facts == nullptr) return accepted;
  TlsFacts& facts = *watch->facts;
  if (facts.chain_pem.empty()) {
    facts.chain_pem = PemChain(X509_STORE_CTX_get0_untrusted(store_context));
  }
  if (accepted == 1) return 1;
  if (facts.verify_error.empty()) {
    facts.verify_error = X509_verify_cert_error_string(X509_STORE_CTX_get_error(store_context));
  }
  if (!watch->keep_unverified) return 0;
  // libcurl looks at the result again after the handshake.
  X509_STORE_CTX_set_error(store_context, X509_V_OK);
  return 1;
}

// RFC 9110 section 4.3.4.
std::string NameError(SSL* connection, std::string_view host) {
  X509* leaf = SSL_get0_peer_certificate(connection);
  if (leaf == nullptr) return "no certificate";
  if (host.ends_with('.')) host.remove_suffix(1);
  const std::string name(host);
  if (X509_check_ip_asc(leaf, name.c_str(), 0) == 1) return "";
  if (X509_check_host(leaf, name.data(), name.size(), 0, nullptr) == 1) return "";
  return X509_verify_cert_error_string(X509_V_ERR_HOSTNAME_MISMATCH);
}

// "tls/1.3", the form of WARC-Protocol (warc-specifications issue 42).
std::string ProtocolName(const SSL* connection) {
  switch (SSL_version(connection)) {
    case TLS1_3_VERSION:
      return "tls/1.3";
    case TLS1_2_VERSION:
      return "tls/1.2";
    default:
      return SSL_get_version(connection);
  }
}

}  // namespace

bool SpeaksHttp2(const SSL* connection) {
  const unsigned char* name = nullptr;
  unsigned int size = 0;
  SSL_get0_alpn_selected(connection, &name, &size);
  return std::string_view(reinterpret_cast<const char*>(name), size) == "h2";
}

void WatchVerification(SSL_CTX* context, TlsFacts* facts, bool keep_unverified) {
  *facts = TlsFacts();
  SSL_CTX_set_ex_data(context, WatchIndex(), new Watch{facts, keep_unverified});
  // A renegotiation would verify again, long after `facts` is gone.
  SSL_CTX_set_options(context, SSL_OP_NO_RENEGOTIATION);
  SSL_CTX_set_verify(context, SSL_CTX_get_verify_mode(context), OnVerify);
}

TlsFacts TakeTlsFacts(SSL* connection, const TlsFacts& watched, std::string_view host) {
  if (const auto* known = static_cast<TlsFacts*>(SSL_get_ex_data(connection, FactsIndex()))) {
    return *known;
  }
  auto* watch = static_cast<Watch*>(SSL_CTX_get_ex_data(SSL_get_SSL_CTX(connection), WatchIndex()));
  if (watch != nullptr) watch->facts = nullptr;
  auto facts = std::make_unique<TlsFacts>(watched);
  facts->protocol = ProtocolName(connection);
  if (const SSL_CIPHER* cipher = SSL_get_current_cipher(connection)) {
    facts->cipher_suite = SSL_CIPHER_standard_name(cipher);
  }
  if (facts->chain_pem.empty()) {  // a resumed session: the chain is the session's
    facts->chain_pem = PemChain(SSL_get_peer_cert_chain(connection));
  }
  // Otherwise libcurl has compared the name, and there would be no connection.
  const bool name_unchecked = watch != nullptr && watch->keep_unverified;
  if (name_unchecked && facts->verify_error.empty()) {
    facts->verify_error = NameError(connection, host);
  }
  TlsFacts taken = *facts;
  if (SSL_set_ex_data(connection, FactsIndex(), facts.get()) == 1) {
    [[maybe_unused]] TlsFacts* owned_by_connection = facts.release();
  }
  return taken;
}

}  // namespace arsip::crawler
