// The probe function for runtimes in C++: does what its event asks, so that one function serves every test.
//
// An event without a known action comes back unchanged; {"probe":"describe"} lists the actions. The loop in main, made
// of libcurl, is there so that the program runs as it is; put your runtime in its place. C++ has no JSON of its own:
// the events that ask for an action are flat, and a pattern finds their members.
#include <curl/curl.h>
#include <unistd.h>
#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <iostream>
#include <regex>
#include <stdexcept>
#include <string>
#include <thread>

static int served = 0;

// A member as it is written: a number, or a text with its quotes.
static std::string member(const std::string& event, const std::string& name, const std::string& otherwise) {
  std::smatch found;
  const std::regex pattern("\"" + name + "\"\\s*:\\s*(\"(?:[^\"\\\\]|\\\\.)*\"|-?[0-9]+)");
  return std::regex_search(event, found, pattern) ? found[1].str() : otherwise;
}

static std::string probe(const std::string& event) {
  served++;
  static const std::regex asks("\\s*\\{\\s*\"probe\"\\s*:\\s*\"([a-z-]+)\"");
  // The beginning is enough; an event may have six megabytes.
  const std::string head = event.substr(0, 100);
  std::smatch asked;
  const bool found = std::regex_search(head, asked, asks, std::regex_constants::match_continuous);
  const std::string action = found ? asked[1].str() : "";
  if (action == "describe") {
    return R"({"probe":1,"language":"cpp","actions":["throw","big","text","nothing","sleep","state","exit"]})";
  }
  if (action == "throw") throw std::runtime_error(member(event, "message", "\"\""));
  // The two bytes are the quotes that JSON puts around a string.
  if (action == "big") return '"' + std::string(std::max(0, std::stoi(member(event, "bytes", "0")) - 2), 'x') + '"';
  if (action == "text") return member(event, "value", "\"\"");
  if (action == "nothing") return "null";
  if (action == "sleep") {
    std::this_thread::sleep_for(std::chrono::milliseconds(std::stoi(member(event, "ms", "0"))));
    return "{\"slept\":" + member(event, "ms", "0") + "}";
  }
  if (action == "state") return "{\"bootId\":\"" + std::to_string(getpid()) + "\",\"count\":" + std::to_string(served) + "}";
  if (action == "exit") std::_Exit(std::stoi(member(event, "code", "0")));
  return event;
}

struct Reply {
  long status = 0;
  std::string id, body;
};

static size_t take_body(char* data, size_t size, size_t count, void* reply) {
  static_cast<Reply*>(reply)->body.append(data, size * count);
  return size * count;
}

static size_t take_header(char* data, size_t size, size_t count, void* reply) {
  std::string line(data, size * count);
  const auto colon = line.find(':');
  if (colon == std::string::npos) return size * count;
  std::string name = line.substr(0, colon);
  std::transform(name.begin(), name.end(), name.begin(), ::tolower);
  if (name == "lambda-runtime-aws-request-id") {
    const auto from = line.find_first_not_of(" \t", colon + 1);
    if (from != std::string::npos) static_cast<Reply*>(reply)->id = line.substr(from, line.find_last_not_of(" \t\r\n") + 1 - from);
  }
  return size * count;
}

static Reply request(CURL* curl, const std::string& url, const std::string* body) {
  Reply reply;
  curl_easy_reset(curl);
  curl_easy_setopt(curl, CURLOPT_URL, url.c_str());
  curl_easy_setopt(curl, CURLOPT_PROXY, "");
  curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, take_body);
  curl_easy_setopt(curl, CURLOPT_WRITEDATA, &reply);
  curl_easy_setopt(curl, CURLOPT_HEADERFUNCTION, take_header);
  curl_easy_setopt(curl, CURLOPT_HEADERDATA, &reply);
  curl_slist* headers = curl_slist_append(nullptr, "Content-Type: application/json");
  if (body != nullptr) {
    curl_easy_setopt(curl, CURLOPT_HTTPHEADER, headers);
    curl_easy_setopt(curl, CURLOPT_POSTFIELDSIZE, static_cast<long>(body->size()));
    curl_easy_setopt(curl, CURLOPT_POSTFIELDS, body->c_str());
  }
  const CURLcode result = curl_easy_perform(curl);
  curl_slist_free_all(headers);
  if (result != CURLE_OK) throw std::runtime_error(curl_easy_strerror(result));
  curl_easy_getinfo(curl, CURLINFO_RESPONSE_CODE, &reply.status);
  return reply;
}

int main() try {
  const std::string api = std::string("http://") + std::getenv("AWS_LAMBDA_RUNTIME_API") + "/2018-06-01/runtime/invocation/";
  CURL* curl = curl_easy_init();
  for (;;) {
    const Reply next = request(curl, api + "next", nullptr);
    if (next.status != 200 || next.id.empty()) throw std::runtime_error("next answered " + std::to_string(next.status));
    std::string url = api + next.id + "/response", body;
    try {
      body = probe(next.body);
    } catch (const std::exception& thrown) {
      url = api + next.id + "/error";
      body = std::string("{\"errorType\":\"ProbeError\",\"errorMessage\":") + thrown.what() + ",\"stackTrace\":[]}";
    }
    request(curl, url, &body);
  }
} catch (const std::exception& failed) {
  std::cerr << failed.what() << std::endl;
  return 1;
}
