// The probe function for runtimes in C++: does what its event asks, so that one function serves every test.
//
// An event without a known action comes back unchanged; {"probe":"describe"} lists the actions and properties. The
// loop in main, made of libcurl, is there so that the program runs as it is; put your runtime in its place. C++ has no JSON of its own:
// the events that ask for an action are flat, so their members are easily found.
#include <curl/curl.h>
#include <fcntl.h>
#include <unistd.h>
#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <functional>
#include <iostream>
#include <regex>
#include <stdexcept>
#include <string>
#include <thread>

static int served = 0;

static size_t end_of_string(const std::string& event, size_t at) {
  for (at++; at < event.size() && event[at] != '"'; at++) at += event[at] == '\\';
  return at + 1;
}

// A member as it is written: a number, or a text with its quotes. Not by a pattern, whose search overflows the stack with a long text.
static std::string member(const std::string& event, const std::string& name, const std::string& otherwise) {
  const std::string key = '"' + name + '"', spaces = " \t\r\n";
  size_t end = 0;
  for (size_t at = 0; (at = event.find('"', at)) < event.size(); at = end) {
    end = end_of_string(event, at);
    const size_t colon = event.find_first_not_of(spaces, end);
    if (colon >= event.size() || event[colon] != ':' || event.compare(at, end - at, key) != 0) continue;
    const size_t value = event.find_first_not_of(spaces, colon + 1);
    if (value >= event.size()) break;
    const size_t stop = event[value] == '"' ? end_of_string(event, value) : event.find_first_not_of("-0123456789", value);
    return stop == value ? otherwise : event.substr(value, stop - value);
  }
  return otherwise;
}

// The text behind a JSON string with its quotes; an exception carries it as any function would.
static std::string plain(const std::string& quoted) {
  std::string text;
  for (size_t i = 1; i + 1 < quoted.size(); i++) {
    if (quoted[i] != '\\') {
      text += quoted[i];
      continue;
    }
    const char escape = quoted[++i];
    const std::string from = "bfnrt", to = "\b\f\n\r\t";
    if (escape != 'u') {
      const auto known = from.find(escape);
      text += known == std::string::npos ? escape : to[known];
      continue;
    }
    unsigned long code = std::stoul(quoted.substr(i + 1, 4), nullptr, 16);
    i += 4;
    if (code >= 0xd800 && code < 0xdc00 && quoted.compare(i + 1, 2, "\\u") == 0) {
      code = 0x10000 + ((code - 0xd800) << 10) + std::stoul(quoted.substr(i + 3, 4), nullptr, 16) - 0xdc00;
      i += 6;
    }
    if (code >= 0xd800 && code < 0xe000) code = 0xfffd;  // half a pair is no character
    if (code < 0x80) text += static_cast<char>(code);
    else if (code < 0x800) text += {static_cast<char>(0xc0 | code >> 6), static_cast<char>(0x80 | (code & 63))};
    else if (code < 0x10000) text += {static_cast<char>(0xe0 | code >> 12), static_cast<char>(0x80 | (code >> 6 & 63)), static_cast<char>(0x80 | (code & 63))};
    else text += {static_cast<char>(0xf0 | code >> 18), static_cast<char>(0x80 | (code >> 12 & 63)), static_cast<char>(0x80 | (code >> 6 & 63)), static_cast<char>(0x80 | (code & 63))};
  }
  return text;
}

static std::string quoted(const std::string& text) {
  std::string json = "\"";
  for (const unsigned char c : text) {
    char escaped[8];
    if (c == '"' || c == '\\') json += {'\\', static_cast<char>(c)};
    else if (c < ' ') json += (std::snprintf(escaped, sizeof escaped, "\\u%04x", c), escaped);
    else json += static_cast<char>(c);
  }
  return json + '"';
}

static std::string variable(const std::string& name) {
  const char* value = std::getenv(name.c_str());
  return value == nullptr ? "null" : quoted(value);
}

static void later(const std::string& event, std::function<void()> work) {
  const auto pause = std::chrono::milliseconds(std::stoi(member(event, "ms", "0")));
  std::thread([=] { std::this_thread::sleep_for(pause), work(); }).detach();
}

static std::string trace_of_child() {
  FILE* child = popen("printf %s \"${_X_AMZN_TRACE_ID-unset}\"", "r");
  std::string trace;
  for (int c; (c = std::fgetc(child)) != EOF;) trace += static_cast<char>(c);
  pclose(child);
  return trace == "unset" ? "null" : quoted(trace);
}

// Replaces both descriptors by one that refuses writes, like a closed one: the next socket would get a freed number.
static void close_output() {
  const int null = open("/dev/null", O_RDONLY);
  dup2(null, 1), dup2(null, 2), close(null);
}

static std::string mark;

static std::string probe(const std::string& event) {
  served++;
  static const std::regex asks("\\s*\\{\\s*\"probe\"\\s*:\\s*\"([a-z-]+)\"");
  // The beginning is enough; an event may have six megabytes.
  const std::string head = event.substr(0, 100);
  std::smatch asked;
  const bool found = std::regex_search(head, asked, asks, std::regex_constants::match_continuous);
  const std::string action = found ? asked[1].str() : "";
  if (action == "describe") {
    return R"({"probe":1,"language":"cpp","actions":["env","throw","panic","big","text","nothing","sleep","state","log",)"
           R"("exit","background","late-failure","child","close-output","exit-hook"],"panics":["value"],)"
           R"("properties":["keeps-error-messages","linked","PROBE_INIT=throw","PROBE_INIT=exit","PROBE_INIT=sleep","PROBE_INIT=log"]})";
  }
  if (action == "env") {
    const std::regex name("\"([A-Za-z0-9_.]+)\"");
    const std::string names = event.substr(event.find('[', event.find("\"names\"")));
    std::string found;
    for (std::sregex_iterator one(names.begin(), names.end(), name), none; one != none; ++one) {
      found += (found.empty() ? "\"" : ",\"") + (*one)[1].str() + "\":" + variable((*one)[1]);
    }
    return "{" + found + "}";
  }
  if (action == "throw") throw std::runtime_error(plain(member(event, "message", "\"\"")));
  // Not a std::exception: `catch (const std::exception&)` does not catch it.
  if (action == "panic") throw plain(member(event, "message", "\"\""));
  if (action == "log") {
    for (int i = std::stoi(member(event, "repeat", "1")); i > 0; i--) {
      std::cout << plain(member(event, "stdout", "\"\""));
      std::cerr << plain(member(event, "stderr", "\"\""));
    }
    return "null";
  }
  if (action == "background") {
    later(event, [text = plain(member(event, "mark", "\"\""))] { std::cout << text << std::flush; });
    return "null";
  }
  if (action == "late-failure") {
    later(event, [] { throw std::runtime_error("probe late failure"); });
    return "null";
  }
  if (action == "child") return "{\"traceEnv\":" + trace_of_child() + "}";
  if (action == "close-output") return close_output(), "null";
  if (action == "exit-hook") {
    mark = plain(member(event, "mark", "\"\""));
    std::atexit([] { std::cout << mark << std::flush; });
    return "null";
  }
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

// Does what PROBE_INIT asks for.
static void load() {
  const std::string order = std::getenv("PROBE_INIT") == nullptr ? "" : std::getenv("PROBE_INIT");
  const std::string verb = order.substr(0, order.find(':'));
  const int number = order.size() > verb.size() ? std::atoi(order.c_str() + verb.size() + 1) : 0;
  if (verb == "throw") throw std::runtime_error("probe init failed");
  if (verb == "exit") std::_Exit(number);
  if (verb == "sleep") std::this_thread::sleep_for(std::chrono::milliseconds(number));
  if (verb == "log") {
    std::cout << std::string(number, 'x') << std::flush;
    std::cerr << std::string(number, 'x');
  }
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

static std::string report(const std::string& message) {
  return "{\"errorType\":\"ProbeError\",\"errorMessage\":" + quoted(message) + ",\"stackTrace\":[]}";
}

int main() try {
  const std::string root = std::string("http://") + std::getenv("AWS_LAMBDA_RUNTIME_API") + "/2018-06-01/runtime/";
  const std::string api = root + "invocation/";
  CURL* curl = curl_easy_init();
  try {
    load();
  } catch (const std::exception& thrown) {
    const std::string body = report(thrown.what());
    request(curl, root + "init/error", &body);
    return 1;
  }
  for (;;) {
    const Reply next = request(curl, api + "next", nullptr);
    if (next.status != 200 || next.id.empty()) throw std::runtime_error("next answered " + std::to_string(next.status));
    std::string url = api + next.id + "/response", body;
    try {
      body = probe(next.body);
    } catch (const std::exception& thrown) {
      url = api + next.id + "/error";
      body = report(thrown.what());
    } catch (const std::string& thrown) {
      url = api + next.id + "/error";
      body = report(thrown);
    }
    request(curl, url, &body);
  }
} catch (const std::exception& failed) {
  std::cerr << failed.what() << std::endl;
  return 1;
}
