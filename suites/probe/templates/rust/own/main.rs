//! Starts the probe function behind a loop of its own; put your runtime in its place.
mod probe;

use probe::{load, probe, Failure, More};
use serde::Serialize;
use serde_json::{json, Map, Value};
use std::{any::Any, env, io::Write, panic, process};
use std::time::{SystemTime, UNIX_EPOCH};
use ureq::{http::HeaderMap, Agent};

const MORE: More = More { actions: &[], properties: &[] };

#[tokio::main]
async fn main() {
    let api = Api::from_environment();
    if let Err(panicked) = panic::catch_unwind(load) {
        api.post("init/error", &report("Panic", text_of(&*panicked)));
        process::exit(1);
    }
    loop {
        let (headers, event) = api.next();
        let id = header(&headers, "aws-request-id").unwrap_or_else(|| fail("next: no request id"));
        match header(&headers, "trace-id") {
            Some(trace) => env::set_var("_X_AMZN_TRACE_ID", trace),
            None => env::remove_var("_X_AMZN_TRACE_ID"),
        }
        serve(&api, &id, headers, &event).await;
    }
}

async fn serve(api: &Api, id: &str, headers: HeaderMap, event: &[u8]) {
    let error = format!("invocation/{id}/error");
    let event = match serde_json::from_slice(event) {
        Ok(event) => event,
        Err(problem) => return api.post(&error, &report("InvalidEvent", problem)),
    };
    // A task of its own, so that a panic of the function ends as an error of the task.
    let answer = tokio::spawn(async move { probe(event, &MORE, || show(&headers)).await }).await;
    // What the function printed without an end of line belongs to this invocation.
    let _ = std::io::stdout().flush();
    match answer {
        Ok(Ok(answer)) => match serde_json::to_vec(&answer) {
            Ok(body) => api.send(&format!("invocation/{id}/response"), body),
            Err(problem) => api.post(&error, &report("Unserializable", problem)),
        },
        Ok(Err(Failure::Named { class, message })) => api.post(&error, &report(class, message)),
        Ok(Err(Failure::Plain(problem))) => api.post(&error, &report("Error", problem)),
        Err(task) => {
            let panicked = task.into_panic();
            api.post(&error, &report("Panic", text_of(&*panicked)));
            process::exit(1);
        }
    }
}

fn show(headers: &HeaderMap) -> Map<String, Value> {
    let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default().as_millis() as i64;
    let deadline: Option<i64> = header(headers, "deadline-ms").and_then(|text| text.parse().ok());
    let parsed = |name: &str| header(headers, name).and_then(|text| serde_json::from_str::<Value>(&text).ok());
    let variable = |name: &str| env::var(name).ok();
    let shown = json!({
        "requestId": header(headers, "aws-request-id"),
        "deadlineMs": deadline,
        "remainingMs": deadline.map(|deadline| deadline - now),
        "invokedFunctionArn": header(headers, "invoked-function-arn"),
        "traceId": header(headers, "trace-id"),
        "tenantId": header(headers, "aws-tenant-id"),
        "clientContext": parsed("client-context"),
        "cognitoIdentity": parsed("cognito-identity"),
        "functionName": variable("AWS_LAMBDA_FUNCTION_NAME"),
        "functionVersion": variable("AWS_LAMBDA_FUNCTION_VERSION"),
        "memoryLimitMb": variable("AWS_LAMBDA_FUNCTION_MEMORY_SIZE").and_then(|size| size.parse::<u64>().ok()),
        "logGroupName": variable("AWS_LAMBDA_LOG_GROUP_NAME"),
        "logStreamName": variable("AWS_LAMBDA_LOG_STREAM_NAME"),
    });
    let Value::Object(members) = shown else { return Map::new() };
    members.into_iter().filter(|(_, value)| !value.is_null()).collect()
}

/// A header of the Runtime API by the rest of its name. Its bytes are UTF-8, which `to_str` would refuse.
fn header(headers: &HeaderMap, name: &str) -> Option<String> {
    let value = headers.get(format!("lambda-runtime-{name}"))?;
    Some(String::from_utf8_lossy(value.as_bytes()).into_owned()).filter(|text| !text.is_empty())
}

fn report(class: impl Serialize, message: impl ToString) -> Value {
    json!({ "errorType": class, "errorMessage": message.to_string(), "stackTrace": [] })
}

fn text_of(panicked: &(dyn Any + Send)) -> String {
    let text = panicked.downcast_ref::<&str>().map(|text| text.to_string());
    text.or_else(|| panicked.downcast_ref::<String>().cloned()).unwrap_or_default()
}

fn check<T, E: ToString>(result: Result<T, E>) -> T {
    result.unwrap_or_else(|problem| fail(problem))
}

fn fail(problem: impl ToString) -> ! {
    eprintln!("{}", problem.to_string());
    process::exit(1)
}

/// The Runtime API. The process ends when it cannot be reached or takes no outcome.
struct Api {
    agent: Agent,
    base: String,
}

impl Api {
    fn from_environment() -> Api {
        let address = check(env::var("AWS_LAMBDA_RUNTIME_API"));
        // Without a time limit: a poll may stay open for hours.
        let config = Agent::config_builder().proxy(None).http_status_as_error(false).max_redirects(0).build();
        Api { agent: config.into(), base: format!("http://{address}/2018-06-01/runtime/") }
    }

    fn next(&self) -> (HeaderMap, Vec<u8>) {
        let mut reply = check(self.agent.get(format!("{}invocation/next", self.base)).call());
        if reply.status() != 200 {
            fail(format!("next answered {}", reply.status()));
        }
        let event = check(reply.body_mut().with_config().limit(16 << 20).read_to_vec());
        (reply.headers().clone(), event)
    }

    fn post(&self, path: &str, report: &Value) {
        eprintln!("{report}");
        let request = self.request(path, "application/vnd.aws.lambda.error+json");
        let request = request.header("lambda-runtime-function-error-type", "Function.Failed");
        self.expect_taken(path, request.send(report.to_string()));
    }

    fn send(&self, path: &str, body: Vec<u8>) {
        self.expect_taken(path, self.request(path, "application/json").send(&body[..]));
    }

    fn request(&self, path: &str, content_type: &str) -> ureq::RequestBuilder<ureq::typestate::WithBody> {
        self.agent.post(format!("{}{path}", self.base)).header("content-type", content_type)
    }

    fn expect_taken(&self, path: &str, sent: Result<ureq::http::Response<ureq::Body>, ureq::Error>) {
        let mut reply = check(sent);
        let told = check(reply.body_mut().read_to_string());
        if reply.status().is_server_error() {
            fail(format!("{path} answered {}: {told}", reply.status()));
        }
        if !reply.status().is_success() {
            eprintln!("{path} answered {}: {told}", reply.status());
        }
    }
}
