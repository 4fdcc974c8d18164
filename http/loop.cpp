#include "http/loop.hpp"

#include <ctime>
#include <exception>
#include <utility>

#include "http/connection.hpp"
#include "http/reply.hpp"

namespace portal {
namespace {

// Over the cap so many are told why, still more get nothing.
constexpr std::size_t refused_open_max = 256;
constexpr std::size_t refused_per_address_max = 16;

} // namespace

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

void Site::report(const std::exception& error) const {
  report(std::string{"An I/O thread goes on after an error: "} + error.what());
}

Reception OpenByAddress::enter(const std::string& address, std::size_t most) {
  const std::lock_guard lock{mutex_};
  std::size_t& open = open_[address];
  if (open >= most + refused_per_address_max) return Reception::unanswered;
  return ++open > most ? Reception::address_full : Reception::welcome;
}

void OpenByAddress::leave(const std::string& address) {
  const std::lock_guard lock{mutex_};
  const auto found = open_.find(address);
  if (found != open_.end() && --found->second == 0) open_.erase(found);
}

Reception Site::enter(const std::string& counted_as) {
  const std::size_t most = settings.connections_max;
  const std::size_t now = open.load();
  if (now >= most + refused_open_max) return Reception::unanswered;
  auto reception = Reception::welcome;
  if (!counted_as.empty()) {
    reception = by_address.enter(counted_as, settings.connections_per_address_max);
  }
  if (reception == Reception::unanswered) return reception;
  ++open;
  return now >= most ? Reception::server_full : reception;
}

void Site::leave(const std::string& counted_as) {
  if (!counted_as.empty()) by_address.leave(counted_as);
  if (--open > 0) return;
  const std::lock_guard lock{emptied_mutex};
  emptied.notify_all();
}

std::string Site::counted_as(const std::string& peer) const {
  if (settings.connections_per_address_max == 0) return {};
  const auto address = parse_ip(peer);
  if (!address || settings.trusted_proxies.contain(*address)) return {};
  return counted_address(peer);
}

std::string Site::client_of(const Request& request) {
  std::string client = client_address(request, settings.trusted_proxies);
  if (request.header("x-forwarded-for") == nullptr) return client;
  const auto peer = parse_ip(request.peer);
  const bool is_trusted = peer && settings.trusted_proxies.contain(*peer);
  if (!is_trusted && !has_told_of_proxy.exchange(true)) {
    report(
      "A request from " + request.peer +
      " has X-Forwarded-For, which is believed of trusted_proxies alone. If that is your proxy, "
      "name it "
      "there: until then its customers share one address in the record and in limits."
    );
  }
  return client;
}

void Loop::run_jobs() {
  std::vector<std::function<void()>> jobs;
  {
    const std::lock_guard lock{gate_};
    jobs.swap(jobs_);
  }
  for (auto& job : jobs) {
    try {
      std::exchange(job, nullptr)();
    } catch (const std::exception& error) {
      site_->report(error);
    }
  }
}

void Loop::add(Link wire, Reception reception, std::string counted_as) {
  const auto connection = std::make_shared<Connection>(shared_from_this(), std::move(wire));
  connection->place = connections_.size();
  connection->counted_as = std::move(counted_as);
  connections_.push_back(connection);
  connection->start(reception);
}

void Loop::remove(Connection& connection) {
  const auto place = connection.place;
  std::swap(connections_[place], connections_.back());
  connections_[place]->place = place;
  const auto removed = std::move(connections_.back()); // may be the last to hold it
  connections_.pop_back();
  --open;
  site_->leave(removed->counted_as);
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
