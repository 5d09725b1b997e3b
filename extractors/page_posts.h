// The messages of a thread and the comments under a text, found by their likeness: elements of one
// shape, each with an author or a time of its own. Forum software differs in its class names, not
// in this. No recursion; linear in the outline times the depth of nested replies.
#ifndef ARSIP_EXTRACTORS_PAGE_POSTS_H_
#define ARSIP_EXTRACTORS_PAGE_POSTS_H_

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "extractors/content_scoring.h"
#include "extractors/extraction.pb.h"
#include "extractors/main_text.h"

namespace arsip::extractors {

inline constexpr size_t kMaxPostsOfPage = 2'000;
inline constexpr size_t kDefaultMaxPostBytes = 64u << 10;

// Like elements of which each is a message, in document order; nested ones, too. Empty: none.
std::vector<uint32_t> FindPosts(const PageOutline& outline, const ContentScores& scores,
                                uint32_t container);

// Drops what a message shows besides its text: who wrote it and when, buttons, signatures, the
// subject when it repeats `title`.
void DropPostFurniture(const PageOutline& outline, ContentScores& scores,
                       const std::vector<uint32_t>& posts, std::string_view title);

// REQUIRES: DropPostFurniture() and Refresh() before.
std::vector<PostPlace> FindBodies(const PageOutline& outline, const ContentScores& scores,
                                  const std::vector<uint32_t>& posts);

// What is left of the post's body, without the posts in it.
std::string TextOfPost(const PageOutline& outline, const ContentScores& scores,
                       const std::vector<PostPlace>& posts, size_t index);

// The post's author, as far as `end`; empty: not told.
std::string AuthorOf(const PageOutline& outline, uint32_t post, uint32_t end);

// Author, time and identifier, as far as the mark-up tells.
void ReadPostFacts(const PageOutline& outline, const PostPlace& post, uint32_t next_post,
                   Record& record);

}  // namespace arsip::extractors

#endif  // ARSIP_EXTRACTORS_PAGE_POSTS_H_
