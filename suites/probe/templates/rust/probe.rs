//! The probe function for runtimes in Rust: does what its event asks, so that one function serves every test.
//!
//! An event without a known action comes back unchanged; {"probe":"describe"} lists the actions and properties. The file
//! main.rs hands events to it. `panic` and `unserializable` take a variant, one of those that `describe` lists; the first
//! is what they do without one.
use serde::{ser, Serialize, Serializer};
use serde_json::{json, Map, Value};
use std::{env, fmt, fs::File, future::Future, io::Write, os::fd::AsRawFd, process, time::Duration};
use std::sync::{atomic::{AtomicU64, Ordering}, Mutex, OnceLock};
use tokio::{io::{AsyncReadExt, AsyncWriteExt}, net::TcpStream};

const ACTIONS: [&str; 19] = [
    "context", "env", "throw", "panic", "unserializable", "big", "text", "nothing", "sleep", "hold", "state", "log",
    "exit", "background", "late-failure", "child", "cyclic-error", "close-output", "exit-hook",
];
const PANICS: [&str; 1] = ["sync"];
const UNSERIALIZABLES: [&str; 2] = ["refused", "keys"];
/// The function is linked in and fails before the client starts, so the client never sees the class of that failure.
const PROPERTIES: [&str; 7] = [
    "names-error-classes", "keeps-error-messages", "linked", "PROBE_INIT=throw", "PROBE_INIT=exit",
    "PROBE_INIT=sleep", "PROBE_INIT=log",
];

static SERVED: AtomicU64 = AtomicU64::new(0);
static BOOT_ID: OnceLock<String> = OnceLock::new();
/// The hooks of SnapStart that have run, in their order.
pub static HOOKS_RUN: Mutex<Vec<&str>> = Mutex::new(Vec::new());

/// What else the program beside this file offers.
pub struct More {
    pub actions: &'static [&'static str],
    pub properties: &'static [&'static str],
}

/// What the function returns: JSON, or a value that refuses to become JSON.
pub enum Answer {
    Json(Value),
    Refused,
    /// JSON has no keys that are lists.
    Keys,
}

impl Serialize for Answer {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Answer::Json(value) => value.serialize(serializer),
            Answer::Refused => Err(ser::Error::custom("this value has no JSON form")),
            Answer::Keys => serializer.collect_map([(vec![1], 1)]),
        }
    }
}

/// A failure under the class that the event names, or an error of Rust.
#[derive(Debug)]
pub enum Failure {
    Named { class: String, message: String },
    Plain(Box<dyn std::error::Error + Send + Sync>),
}

/// Answers an event. `show` reads what the runtime lets the function see.
pub async fn probe(
    event: Value,
    more: &More,
    show: impl Fn() -> Map<String, Value>,
) -> Result<Answer, Failure> {
    let count = SERVED.fetch_add(1, Ordering::Relaxed) + 1;
    let text = |name: &str| event[name].as_str().unwrap_or_default().to_owned();
    let number = |name: &str| event[name].as_u64().unwrap_or_default();
    let pause = Duration::from_millis(number("ms"));
    Ok(Answer::Json(match event["probe"].as_str() {
        Some("describe") => json!({
            "probe": 1, "language": "rust", "panics": PANICS, "unserializables": UNSERIALIZABLES,
            "actions": ([&ACTIONS[..], more.actions].concat()),
            "properties": ([&PROPERTIES[..], more.properties].concat()),
        }),
        Some("context") => contexts(event["afterMs"].as_u64(), show).await,
        Some("env") => {
            let names = event["names"].as_array().cloned().unwrap_or_default();
            names.iter().filter_map(Value::as_str).map(|name| (name.to_owned(), variable(name))).collect()
        }
        Some("throw") => return Err(Failure::Named { class: text("type"), message: text("message") }),
        Some("panic") => panic!("{}", text("message")),
        Some("unserializable") if event["variant"] == "keys" => return Ok(Answer::Keys),
        Some("unserializable") => return Ok(Answer::Refused),
        // The two bytes are the quotes that JSON puts around a string.
        Some("big") => "x".repeat(number("bytes").saturating_sub(2) as usize).into(),
        Some("text") => text("value").into(),
        Some("nothing") => Value::Null,
        Some("sleep") => {
            tokio::time::sleep(pause).await;
            json!({ "slept": number("ms") })
        }
        Some("hold") => {
            let token = text("token");
            let released = until_released(text("gate"), format!("{token}\n"));
            let mut held = shown_twice(show, released).await;
            if let Some(message) = event["message"].as_str() {
                return Err(Failure::Named { class: "ProbeHeldFailure".into(), message: message.into() });
            }
            held["token"] = token.into();
            held["bootId"] = json!(BOOT_ID.get());
            held["pid"] = process::id().into();
            // A runtime with several tasks is one process.
            held["worker"] = process::id().to_string().into();
            held
        }
        Some("state") => {
            let hooks = HOOKS_RUN.lock().map(|hooks| hooks.clone()).unwrap_or_default();
            json!({ "bootId": BOOT_ID.get(), "count": count, "hooks": hooks })
        }
        Some("log") => {
            for _ in 0..event["repeat"].as_u64().unwrap_or(1) {
                print!("{}", text("stdout"));
                eprint!("{}", text("stderr"));
            }
            Value::Null
        }
        Some("exit") => process::exit(number("code") as i32),
        Some("background") => {
            let mark = text("mark");
            tokio::spawn(async move {
                tokio::time::sleep(pause).await;
                print!("{mark}");
                // A runtime cannot know at this point that there is output.
                let _ = std::io::stdout().flush();
            });
            Value::Null
        }
        Some("late-failure") => {
            tokio::spawn(async move {
                tokio::time::sleep(pause).await;
                panic!("probe late failure");
            });
            Value::Null
        }
        Some("child") => json!({ "traceEnv": trace_of_child() }),
        Some("cyclic-error") => return Err(Failure::Plain(chained(event["depth"].as_u64()))),
        Some("close-output") => close_output(),
        Some("exit-hook") => {
            let _ = MARK.set(text("mark"));
            // SAFETY: the hook is a function without captures, and allocates nothing.
            unsafe { atexit(write_mark) };
            Value::Null
        }
        _ => event,
    }))
}

async fn contexts(after_ms: Option<u64>, show: impl Fn() -> Map<String, Value>) -> Value {
    match after_ms {
        Some(after_ms) => shown_twice(show, tokio::time::sleep(Duration::from_millis(after_ms))).await,
        None => show().into(),
    }
}

/// The context and the trace variable before and after a wait.
async fn shown_twice<T>(show: impl Fn() -> Map<String, Value>, wait: impl Future<Output = T>) -> Value {
    let read = || {
        let mut shown = show();
        shown.insert("traceEnv".into(), variable("_X_AMZN_TRACE_ID"));
        shown
    };
    let first = read();
    wait.await;
    json!({ "first": first, "second": read() })
}

/// Tells the test by a connection that the function runs, and waits until the test closes it.
pub async fn until_released(gate: String, token: String) -> std::io::Result<usize> {
    let mut connection = TcpStream::connect(gate).await?;
    connection.write_all(token.as_bytes()).await?;
    connection.read_to_end(&mut Vec::new()).await
}

fn variable(name: &str) -> Value {
    env::var(name).ok().into()
}

fn trace_of_child() -> Value {
    let script = r#"printf %s "${_X_AMZN_TRACE_ID-unset}""#;
    let output = process::Command::new("/bin/sh").args(["-c", script]).output();
    match output.map(|output| String::from_utf8_lossy(&output.stdout).into_owned()) {
        Ok(trace) if trace != "unset" => trace.into(),
        _ => Value::Null,
    }
}

/// An error with a cause; without one it is its own cause.
struct Caused {
    message: String,
    cause: Option<Box<Caused>>,
    cyclic: bool,
}

// Not derived: the text of 10,000 nested causes would be the fault of this function.
impl fmt::Debug for Caused {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.message)
    }
}

impl fmt::Display for Caused {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.message)
    }
}

impl std::error::Error for Caused {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        if self.cyclic {
            return Some(self);
        }
        self.cause.as_deref().map(|cause| cause as &(dyn std::error::Error + 'static))
    }
}

fn chained(depth: Option<u64>) -> Box<dyn std::error::Error + Send + Sync> {
    let Some(depth) = depth else {
        return Box::new(Caused { message: "probe cyclic error".into(), cause: None, cyclic: true });
    };
    let first = Caused { message: "cause 0".into(), cause: None, cyclic: false };
    Box::new((1..=depth).fold(first, |error, i| Caused {
        message: format!("cause {i}"),
        cause: Some(Box::new(error)),
        cyclic: false,
    }))
}

extern "C" {
    fn dup2(from: i32, to: i32) -> i32;
    fn atexit(hook: extern "C" fn()) -> i32;
}

static MARK: OnceLock<String> = OnceLock::new();

extern "C" fn write_mark() {
    let _ = std::io::stdout().write_all(MARK.get().map_or("", String::as_str).as_bytes());
    let _ = std::io::stdout().flush();
}

/// Replaces both descriptors by one that refuses writes, like a closed one. Otherwise the next socket of the process
/// would get the freed number, and a log line would go to the Runtime API.
fn close_output() -> Value {
    if let Ok(null) = File::open("/dev/null") {
        for descriptor in [1, 2] {
            // SAFETY: both numbers are open descriptors.
            unsafe { dup2(null.as_raw_fd(), descriptor) };
        }
    }
    Value::Null
}

/// Does what PROBE_INIT asks for while the function loads.
pub fn load() {
    let started = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap_or_default();
    let _ = BOOT_ID.set(format!("{}-{}", process::id(), started.as_nanos()));
    let order = env::var("PROBE_INIT").unwrap_or_default();
    let (verb, argument) = order.split_once(':').unwrap_or((&order, ""));
    let number = argument.parse().unwrap_or(0);
    match verb {
        "throw" => panic!("{}: probe init failed", if argument.is_empty() { "ProbeInitError" } else { argument }),
        "exit" => process::exit(number as i32),
        "sleep" => std::thread::sleep(Duration::from_millis(number)),
        "log" => {
            print!("{}", "x".repeat(number as usize));
            let _ = std::io::stdout().flush();
            eprint!("{}", "x".repeat(number as usize));
        }
        _ => {}
    }
}
