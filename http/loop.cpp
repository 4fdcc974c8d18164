#include "http/loop.hpp"

#include <ctime>
#include <utility>

#include "http/connection.hpp"
#include "http/reply.hpp"

namespace portal {

Moment coarse_now() {
  timespec now{};
  clock_gettime(CLOCK_MONOTONIC_COARSE, &now);
  return Moment{std::chrono::seconds{now.tv_sec} + std::chrono::nanoseconds{now.tv_nsec}};
}

Site::Site(ServerSettings its_settings, Handler its_handler)
    : settings(std::move(its_settings)), handler(std::move(its_handler)) {
  limits.framing = {
    settings.header_bytes_max, settings.header_fields_max, settings.target_bytes_max};
  limits.body_bytes_max = settings.body_bytes_max;
  limits.body_limit_of = settings.body_limit_of;
}

void Site::report(const std::string& what) const {
  if (settings.report) settings.report(what);
}

void Loop::add(Link wire, bool is_refused) {
  const auto connection = std::make_shared<Connection>(shared_from_this(), std::move(wire));
  connection->place = connections_.size();
  connections_.push_back(connection);
  connection->start(is_refused);
}

void Loop::remove(Connection& connection) {
  const auto place = connection.place;
  std::swap(connections_[place], connections_.back());
  connections_[place]->place = place;
  const auto removed = std::move(connections_.back()); // may be the last to hold it
  connections_.pop_back();
  --open;
  if (--site_->open > 0) return;
  const std::lock_guard lock{site_->emptied_mutex};
  site_->emptied.notify_all();
}

void Loop::sweep() {
  date_ = http_date(std::time(nullptr));
  const auto now = coarse_now();
  // From the end: one that closes is replaced by one that has been looked at.
  for (auto at = connections_.size(); at-- > 0;) {
    const auto connection = connections_[at];
    if (site_->is_draining && connection->is_idle()) connection->close();
    connection->sweep(now);
  }
}

void Loop::close_all() {
  while (!connections_.empty()) {
    const auto connection = connections_.back();
    connection->close();
  }
}

} // namespace portal
