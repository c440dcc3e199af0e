//! Starts the probe function behind any release of AWS's client for Rust since 0.3: it uses nothing that came later.
mod probe;
mod start;

use lambda_runtime::{Context, Error};
use probe::{load, probe, Answer, Failure, More};
use serde_json::{json, Map, Value};
use std::time::{SystemTime, UNIX_EPOCH};

const MORE: More = More { actions: &[], properties: &[] };

fn show(context: &Context) -> Map<String, Value> {
    let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default().as_millis() as i64;
    let mut shown = Map::new();
    let mut put = |name: &str, value: Value| {
        if !value.is_null() {
            shown.insert(name.to_owned(), value);
        }
    };
    put("requestId", json!(context.request_id));
    put("deadlineMs", json!(context.deadline));
    put("remainingMs", json!(context.deadline as i64 - now));
    put("invokedFunctionArn", json!(context.invoked_function_arn));
    put("traceId", json!(context.xray_trace_id));
    put("clientContext", match &context.client_context {
        Some(seen) => json!({ "client": seen.client, "custom": seen.custom, "env": seen.environment }),
        None => Value::Null,
    });
    put("cognitoIdentity", match &context.identity {
        Some(seen) => json!({ "cognitoIdentityId": seen.identity_id, "cognitoIdentityPoolId": seen.identity_pool_id }),
        None => Value::Null,
    });
    shown
}

async fn handle(payload: Value, context: Context) -> Result<Answer, Error> {
    probe(payload, &MORE, || show(&context)).await.map_err(|failure| match failure {
        Failure::Named { class, message } => format!("{class}: {message}").into(),
        Failure::Plain(error) => error,
    })
}

#[tokio::main]
async fn main() -> Result<(), Error> {
    load();
    start::start().await
}
