// The probe function for runtimes in Rust: does what its event asks, so that one function serves every test.
//
// An event without a known action comes back unchanged; {"probe":"describe"} lists the actions. `main` starts it with
// the crate lambda_runtime; put your runtime in its place.
use lambda_runtime::{run, service_fn, Error, LambdaEvent};
use serde_json::{json, Value};
use std::{collections::HashMap, env, process, time::Duration};

const ACTIONS: [&str; 8] = ["env", "throw", "panic", "big", "text", "nothing", "sleep", "exit"];

async fn probe(event: Value) -> Result<Value, Error> {
    let text = |name: &str| event[name].as_str().unwrap_or_default().to_owned();
    let number = |name: &str| event[name].as_u64().unwrap_or_default();
    match event["probe"].as_str() {
        Some("describe") => Ok(json!({ "probe": 1, "language": "rust", "actions": ACTIONS })),
        Some("env") => {
            let names = event["names"].as_array().cloned().unwrap_or_default();
            let names = names.iter().filter_map(Value::as_str);
            Ok(json!(names.map(|name| (name, env::var(name).ok())).collect::<HashMap<_, _>>()))
        }
        Some("throw") => Err(text("message").into()),
        Some("panic") => panic!("{}", text("message")),
        // The two bytes are the quotes that JSON puts around a string.
        Some("big") => Ok("x".repeat(number("bytes").saturating_sub(2) as usize).into()),
        Some("text") => Ok(text("value").into()),
        Some("nothing") => Ok(Value::Null),
        Some("sleep") => {
            tokio::time::sleep(Duration::from_millis(number("ms"))).await;
            Ok(json!({ "slept": number("ms") }))
        }
        Some("exit") => process::exit(number("code") as i32),
        _ => Ok(event),
    }
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Error> {
    run(service_fn(|event: LambdaEvent<Value>| probe(event.payload))).await
}
