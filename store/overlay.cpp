#include "store/overlay.hpp"

namespace portal {

Stored<std::optional<std::string>> OverlayWriter::get(std::string_view key) const {
  if (const RowChange* change = changes_.find(RowKey{key})) return change->value;
  if (within_any(changes_.removed_ranges(), key)) return std::nullopt;
  return base_->get(key);
}

Stored<void> OverlayWriter::scan(
  std::string_view from, std::string_view to, Order order, const Visit& visit
) const {
  const auto lost = [this](std::string_view key) {
    return within_any(changes_.removed_ranges(), key);
  };
  return scan_changed(
    *base_, changes_.changes_within(from, to, order), lost, from, to, order, visit
  );
}

} // namespace portal
