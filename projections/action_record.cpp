#include "projections/action_record.hpp"

namespace portal {

Stored<std::optional<ActionRecord>> record_in(const Occurrence& event) {
  const std::string& type = event.head().type;
  if (type != ActionRecorded::type && type != ActionRefused::type) {
    return std::optional<ActionRecord>{};
  }
  const auto domain = event.domain();
  if (!domain) return tl::unexpected<Fault>(domain.error());
  const auto* happened = std::get_if<CustomerEvent>(*domain);
  if (happened == nullptr) return std::optional<ActionRecord>{};
  if (const auto* done = get_if<ActionRecorded>(happened)) {
    return std::optional{
      ActionRecord{done->action, done->outcome, done->reason.value_or(""), done->resource}};
  }
  if (const auto* refused = get_if<ActionRefused>(happened)) {
    return std::optional{
      ActionRecord{refused->action, ActionOutcome::refused, refused->code, refused->resource}};
  }
  return std::optional<ActionRecord>{};
}

} // namespace portal
