#pragma once

// The exit survey on a page without scripts: what it asks, and what was answered.

#include <string>
#include <vector>

#include "events/cancellations.hpp"
#include "http/page_look.hpp"
#include "http/query.hpp"

namespace portal {

/// The reasons that a customer may choose from; none where no survey is asked. One that is required asks
/// also where the configuration names no reasons: nobody is held by a question that they do not see.
std::vector<CancellationReason> reasons_asked(const SubscriptionCancelFeature& feature);

bool survey_required(const SubscriptionCancelFeature& feature);

/// Why? And what else there is to say.
std::string survey_fields(const PageLook& look, const SubscriptionCancelFeature& feature);

/// Would the customer recommend us, from 0 to 10?
std::string recommend_fields(const PageLook& look);

/// What a form says of that; what was left empty was not said.
Result<ExitSurvey> survey_of(const Query& form);

} // namespace portal
