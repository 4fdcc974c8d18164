#include "http/page_look.hpp"

#include "documents/color.hpp"
#include "events/catalog.hpp"
#include "events/customer.hpp"
#include "projections/calendar.hpp"
#include "projections/row_object.hpp"

namespace portal {

namespace {

std::string colour_of(const PortalConfigurationRevision& configuration) {
  if (!configuration.branding || !configuration.branding->primary_color) return {};
  const std::string& colour = *configuration.branding->primary_color;
  return parse_color(colour) ? colour : std::string{};
}

void dress(PageLook& look, const PortalConfigurationRevision& configuration) {
  look.colour = colour_of(configuration);
  look.framed_by = configuration.frame_ancestors;
}

} // namespace

std::string PageLook::date(Instant at) const { return text_for(locale).date(local_date(at, zone)); }

std::string PageLook::money(std::int64_t amount, const Currency& currency) const {
  auto text = text_for(locale).money(amount, currency);
  // `US$` ends with a sign that would change sides without a mark behind it.
  if (language == PageLanguage::ar) text += "\u200e";
  return text;
}

Page PageLook::page(std::string title, std::string body) const {
  Page made;
  made.title = std::move(title);
  made.body = std::move(body);
  made.colour = colour;
  made.language = name_of(language);
  made.framed_by = framed_by;
  return made;
}

PageLook look_of_browser(const Call& call) {
  PageLook look;
  look.language = language_of_browser(call);
  look.locale = name_of(look.language);
  const auto catalog = call.edge.node.catalog();
  if (const auto* standing = default_configuration(*catalog)) dress(look, latest(*standing));
  return look;
}

PageLook look_of(const Call& call, const ViewReader& rows, const PortalSession& session) {
  PageLook look = look_of_browser(call);
  const auto catalog = call.edge.node.catalog();
  const auto* pinned =
    find_revision(*catalog, session.configuration.id, session.configuration.revision);
  dress(look, pinned != nullptr ? *pinned : builtin_configuration());
  const auto customer = row_object<Customer>(rows, "customer", session.customer.text());
  if (customer) look.zone = customer->time_zone.value_or("");
  for (const auto& wanted :
       {session.locale, customer ? customer->locale : std::optional<std::string>{}}) {
    const auto language = wanted ? page_language(*wanted) : std::nullopt;
    if (!language) continue;
    look.language = *language;
    look.locale = *wanted;
    break;
  }
  return look;
}

PageLook look_of(const Call& call) {
  if (!call.who.session) return look_of_browser(call);
  const auto rows = call.edge.node.rows();
  const auto session = row_object<PortalSession>(*rows, "portal_session", call.who.session->text());
  return session ? look_of(call, *rows, *session) : look_of_browser(call);
}

} // namespace portal
