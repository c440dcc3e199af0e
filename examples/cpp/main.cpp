// Starts the probe function behind AWS's client for C++. build.sh cuts the function out of the template of `lambdaspec init --language cpp`.
#include <aws/lambda-runtime/runtime.h>
#include "function.inc"

using aws::lambda_runtime::invocation_request;
using aws::lambda_runtime::invocation_response;

static std::string text_or_null(const std::string& text) { return text.empty() ? "null" : quoted(text); }

// The client hands these two over as they came; they are JSON, unless a test says otherwise.
static std::string json_or_null(const std::string& text) {
  return text.size() > 1 && text.front() == '{' && text.back() == '}' ? text : "null";
}

static std::string show(const invocation_request& request) {
  const auto deadline = std::chrono::duration_cast<std::chrono::milliseconds>(request.deadline.time_since_epoch());
  const char* memory = std::getenv("AWS_LAMBDA_FUNCTION_MEMORY_SIZE");
  return "{\"requestId\":" + text_or_null(request.request_id) + ",\"deadlineMs\":" + std::to_string(deadline.count()) +
         ",\"remainingMs\":" + std::to_string(request.get_time_remaining().count()) +
         ",\"invokedFunctionArn\":" + text_or_null(request.function_arn) +
         ",\"traceId\":" + text_or_null(request.xray_trace_id) + ",\"tenantId\":" + text_or_null(request.tenant_id) +
         ",\"clientContext\":" + json_or_null(request.client_context) +
         ",\"cognitoIdentity\":" + json_or_null(request.cognito_identity) +
         ",\"functionName\":" + variable("AWS_LAMBDA_FUNCTION_NAME") +
         ",\"functionVersion\":" + variable("AWS_LAMBDA_FUNCTION_VERSION") +
         ",\"logGroupName\":" + variable("AWS_LAMBDA_LOG_GROUP_NAME") +
         ",\"logStreamName\":" + variable("AWS_LAMBDA_LOG_STREAM_NAME") +
         ",\"memoryLimitMb\":" + (memory == nullptr ? "null" : memory) + "}";
}

static std::string replaced(std::string text, const std::string& from, const std::string& to) {
  const auto at = text.find(from);
  return at == std::string::npos ? text : text.replace(at, from.size(), to);
}

// A failure of this client is a value that the handler returns, with any name for its type. What is thrown is for `panic`.
static invocation_response handle(const invocation_request& request) {
  const std::string& event = request.payload;
  const bool described = event.find("\"describe\"") != std::string::npos && event.size() < 100;
  const bool asks_context = event.find("\"probe\":\"context\"") == 1;
  try {
    std::string result = asks_context ? show(request) : probe(event);
    if (described) {
      result = replaced(result, "\"actions\":[", "\"actions\":[\"context\",");
      result = replaced(result, "\"properties\":[", "\"properties\":[\"names-error-classes\",");
    }
    return invocation_response::success(result, "application/json");
  } catch (const std::exception& thrown) {
    return invocation_response::failure(thrown.what(), plain(member(event, "type", "\"ProbeError\"")), "");
  }
}

int main() {
  load();
  aws::lambda_runtime::run_handler(handle);
}
