// ObjectStore: objects of one bucket of an S3-compatible store, over libcurl, signed with AWS
// Signature Version 4. The only file of archive/ that speaks HTTP.
// https://docs.aws.amazon.com/AmazonS3/latest/API/
//
// Every request signs the SHA-256 of its body (x-amz-content-sha256) and carries its MD5, so that
// the store refuses bytes that changed on the way. What may pass (no connection, 429, 5xx) is tried
// again with growing pauses, a bounded number of times. Blocking; one thread per ObjectStore.
// Errors: kPermission (the key or the signature is refused), kNotFound (no such object, bucket or
// upload), kInvalidInput (the store refuses the request), kTimeout (all attempts failed: later may
// help), kInternal. `where` is the URL; keys are never part of a message.
#ifndef ARSIP_ARCHIVE_OBJECT_STORE_H_
#define ARSIP_ARCHIVE_OBJECT_STORE_H_

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "archive/object_store_credentials.h"
#include "base/clock.h"
#include "base/result.h"

namespace arsip::archive {

struct ObjectStoreOptions {
  std::string endpoint;              // "https://s3.example.org", without the bucket
  std::string bucket;                // addressed in the path, which every server understands
  std::string region = "us-east-1";  // Default: us-east-1.
  int attempts = 5;                  // of each request. Default: 5.
  Duration first_pause = std::chrono::milliseconds(500);  // doubled each time. Default: 500 ms.
  Duration stall = std::chrono::seconds(60);  // without a byte: given up. Default: 60 s.
};

struct ObjectFacts {
  uint64_t size = 0;
  std::string etag;    // without quotes
  std::string sha256;  // x-amz-meta-sha256 as it was put; may be empty
};

struct UploadedPart {
  int number = 0;
  std::string etag;
  bool operator==(const UploadedPart&) const = default;
};

class ObjectStore {
 public:
  // kInvalidInput: the endpoint is no http(s) URL, or plain http to another machine.
  static Result<std::unique_ptr<ObjectStore>> Open(ObjectStoreOptions options,
                                                   ObjectStoreCredentials credentials);
  virtual ~ObjectStore() = default;

  // `sha256` (hex) is kept beside the object. Returns the ETag.
  virtual Result<std::string> Put(const std::string& key, std::string_view bytes,
                                  const std::string& sha256) = 0;
  virtual Result<ObjectFacts> Head(const std::string& key) = 0;
  // The whole object, in pieces and in order, each byte once whatever had to be tried again.
  virtual Status Get(const std::string& key,
                     const std::function<Status(std::string_view)>& sink) = 0;

  // Returns the upload's id.
  virtual Result<std::string> BeginUpload(const std::string& key, const std::string& sha256) = 0;
  virtual Result<UploadedPart> PutPart(const std::string& key, const std::string& upload,
                                       int number, std::string_view bytes) = 0;
  virtual Status CompleteUpload(const std::string& key, const std::string& upload,
                                const std::vector<UploadedPart>& parts) = 0;
  virtual const ObjectStoreOptions& options() const = 0;
};

// The ETag of bytes that were put at once: their MD5, in hex. Of an upload in parts: the MD5 of
// the parts' MD5s and their number, "...-3".
std::string Md5Hex(std::string_view bytes);
std::string UploadEtag(const std::vector<UploadedPart>& parts);

}  // namespace arsip::archive

#endif  // ARSIP_ARCHIVE_OBJECT_STORE_H_
