#pragma once

#include "http/query.hpp"

// The query parameters that routes take; `parameters(a, b, …)` is a row's list.

namespace portal::take {

inline constexpr Parameter limit{"limit", "How many, 1 to 100; default 20."};
inline constexpr Parameter starting_after{"startingAfter", "An id: what is older than it."};
inline constexpr Parameter ending_before{"endingBefore", "An id: what is newer than it."};
inline constexpr Parameter customer{"customer", "Whose; keys name it, customers need not."};
inline constexpr Parameter expand{
  "expand", "Objects to put in place of their ids: latestInvoice,customer."};
inline constexpr Parameter as_of{"asOf", "A time or position of the log: how it was then."};
inline constexpr Parameter status{"status", "Only those of this status."};
inline constexpr Parameter subscription{"subscription", "Only those of this subscription."};
inline constexpr Parameter invoice{"invoice", "Only those of this invoice."};
inline constexpr Parameter price{"price", "Only those with this price."};
inline constexpr Parameter product{"product", "Only those of this product."};
inline constexpr Parameter active{"active", "true: only those in use; false: only archived ones."};
inline constexpr Parameter is_default{"isDefault", "true: only the default one."};
inline constexpr Parameter event_type{"eventType", "Only those that count this type."};
inline constexpr Parameter meter{"meter", "A meter's id or name."};
inline constexpr Parameter start{"start", "First moment, RFC 3339."};
inline constexpr Parameter end{"end", "First moment after, RFC 3339."};
inline constexpr Parameter granularity{
  "granularity", "minute, hour, day, week or month; default day."};
inline constexpr Parameter time_zone{"timeZone", "IANA time zone of days and weeks; default UTC."};
inline constexpr Parameter group_by{"groupBy", "Properties to group by, comma separated."};
inline constexpr Parameter after{"after", "A position: events after it."};
inline constexpr Parameter types{
  "types", "Event types, comma separated; subscription.* takes all of them."};
inline constexpr Parameter events_limit{"limit", "How many, 1 to 1000; default 20."};
inline constexpr Parameter principal{"principal", "Only what this key, session or token did."};
inline constexpr Parameter action{"action", "Only this action, such as subscription.cancel."};
inline constexpr Parameter outcome{"outcome", "done or refused."};
inline constexpr Parameter from_time{"from", "First moment, RFC 3339."};
inline constexpr Parameter to_time{"to", "First moment after, RFC 3339."};
inline constexpr Parameter from_position{"from", "The older tree's size."};
inline constexpr Parameter to_position{"to", "The newer tree's size; default the whole log."};
inline constexpr Parameter size{"size", "Size of the tree to prove it in; default the whole log."};
inline constexpr Parameter paper{"paper", "a4 or letter; default a4, letter in North America."};
inline constexpr Parameter expires{"expires", "Of a signed link: when it ends, in Unix seconds."};
inline constexpr Parameter signature{"signature", "Of a signed link; instead of credentials."};
inline constexpr Parameter colour{"c", "The colour, six hex digits."};

inline constexpr Parameter from_day{
  "from", "First day, or an RFC 3339 time of it; default 30 days before \"to\"."};
inline constexpr Parameter to_day{"to", "First day after, or an RFC 3339 time; default tomorrow."};
inline constexpr Parameter country{"country", "Only customers of this country."};
inline constexpr Parameter variant{"variant", "Only this variant: <experiment>/<variant>."};
inline constexpr Parameter format{"format", "json or csv; default json."};

// clang-format off
inline constexpr Parameter one[]            = {expand};
inline constexpr Parameter one_owned[]      = {expand, as_of};
inline constexpr Parameter page[]           = {limit, starting_after, ending_before, expand};
inline constexpr Parameter prices[]         = {limit, starting_after, ending_before, expand, active, product};
inline constexpr Parameter catalog[]        = {limit, starting_after, ending_before, expand, active};
inline constexpr Parameter configurations[] = {limit, starting_after, ending_before, expand, active, is_default};
inline constexpr Parameter meters[]         = {limit, starting_after, ending_before, expand, active, event_type};
inline constexpr Parameter tokens[]         = {limit, starting_after, ending_before, expand, as_of};
inline constexpr Parameter sessions[]       = {limit, starting_after, ending_before, expand, as_of, customer, status};
inline constexpr Parameter subscriptions[]  = {limit, starting_after, ending_before, expand, as_of, customer, status, price};
inline constexpr Parameter invoices[]       = {limit, starting_after, ending_before, expand, as_of, customer, status, subscription, from_time, to_time};
inline constexpr Parameter explanation[]    = {as_of};
inline constexpr Parameter upcoming[]       = {customer, subscription};
inline constexpr Parameter cancellations[]  = {limit, starting_after, ending_before, expand, as_of, customer, status, subscription};
inline constexpr Parameter experiments[]    = {limit, starting_after, ending_before, expand, status};
inline constexpr Parameter link[]           = {expires, signature};
inline constexpr Parameter pdf[]            = {paper, expires, signature};
inline constexpr Parameter payments[]       = {limit, starting_after, ending_before, expand, as_of, customer, status, invoice};
inline constexpr Parameter methods[]        = {limit, starting_after, ending_before, expand, as_of, customer};
inline constexpr Parameter capabilities[]   = {customer};
inline constexpr Parameter export_of[]      = {as_of};
inline constexpr Parameter usage[]          = {customer, meter, start, end, as_of};
inline constexpr Parameter timeline[]       = {customer, meter, granularity, start, end, time_zone, group_by, as_of};
inline constexpr Parameter balance[]        = {customer, as_of};
inline constexpr Parameter ledger[]         = {customer, as_of, limit, starting_after};
inline constexpr Parameter deliveries[]     = {limit, starting_after, status};
inline constexpr Parameter events[]         = {after, types, customer, events_limit};
inline constexpr Parameter event_stream[]   = {after, types, customer};
inline constexpr Parameter actions[]        = {customer, principal, action, outcome, from_time, to_time, limit, starting_after, ending_before};
inline constexpr Parameter activity[]       = {customer, limit, starting_after, ending_before};
inline constexpr Parameter proof[]          = {size};
inline constexpr Parameter consistency[]    = {from_position, to_position};
inline constexpr Parameter portal_report[]  = {from_day, to_day, product, price, country, format};
inline constexpr Parameter report[]         = {from_day, to_day, product, price, country, variant, format};
inline constexpr Parameter cancel_page[]    = {subscription};
inline constexpr Parameter assets[]         = {colour};
// clang-format on

} // namespace portal::take
