#pragma once

// Customers with a month of business: the same commands that apps and portals send, through a node.

#include <cstddef>
#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "actors/node.hpp"

namespace portal::bench {

/// A node on a data directory, with the real clock.
std::unique_ptr<Node>
start_node_on(const std::string& data_directory, std::size_t resident_max = 100'000);

/// The customer's command number `step`, from 0; nothing when it has done all.
using Script = std::function<std::optional<Submission>(std::size_t customer, std::size_t step)>;

/// Sends the scripts of `customers` customers, each command after the one before it was answered,
/// `at_once` customers at a time. Ends the program when one is refused.
void send_all(Node& node, std::size_t customers, std::size_t at_once, const Script& script);

/// Waits until the views show everything.
void settle(Node& node);

std::string customer_name(std::size_t customer);
Submission to_customer(std::size_t customer, CustomerCommand command);

/// A product, a price by the month, a meter.
void fill_catalog(Node& node);

Submission create_customer(std::size_t customer);
Submission record_usage(std::size_t customer, std::size_t batch, std::size_t events);
Submission view_page(std::size_t customer, std::size_t time);
Submission change_customer(std::size_t customer, std::size_t time);

/// A month: sign-up with card and subscription, visits to the portal, changes, usage in batches of ten.
/// About 60 events, half of them usage.
std::optional<Submission> month_of_business(std::size_t customer, std::size_t step);

} // namespace portal::bench
