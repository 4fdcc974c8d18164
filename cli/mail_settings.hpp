#pragma once

#include <string>

#include "cli/settings.hpp"
#include "effects/effects.hpp"

namespace portal {

MailSettings mail_settings(const Settings& settings);

/// What is wrong with the settings of mails, and what would be right; empty where nothing is.
std::string wrong_mail_settings(const Settings& settings);

} // namespace portal
