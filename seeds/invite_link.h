// Invite links: URLs that let their holder join a closed group. What they open is not public, so
// they are never fetched, whatever the scope says, and no collection may name one.
#ifndef ARSIP_SEEDS_INVITE_LINK_H_
#define ARSIP_SEEDS_INVITE_LINK_H_

#include "base/url.h"

namespace arsip::seeds {

// t.me/+CODE and t.me/joinchat/CODE (also telegram.me, telegram.dog, in any case or
// percent-encoding), chat.whatsapp.com/CODE, discord.gg/CODE, discord.com/invite/CODE,
// signal.group.
bool IsInviteLink(const Url& url);

}  // namespace arsip::seeds

#endif  // ARSIP_SEEDS_INVITE_LINK_H_
