//! Starts the probe function behind AWS's client for Rust.
mod probe;

use lambda_runtime::{run, service_fn, Context, Diagnostic, Error, LambdaEvent};
use probe::{load, probe, Failure};
use serde_json::{json, Map, Value};
use std::time::{SystemTime, UNIX_EPOCH};

impl From<Failure> for Diagnostic {
    fn from(failure: Failure) -> Self {
        match failure {
            Failure::Named { class, message } => Diagnostic { error_type: class, error_message: message },
            Failure::Plain(error) => error.into(),
        }
    }
}

fn show(context: &Context) -> Map<String, Value> {
    let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default().as_millis() as i64;
    let config = &context.env_config;
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
    put("tenantId", json!(context.tenant_id));
    put("clientContext", match &context.client_context {
        Some(seen) => json!({ "client": seen.client, "custom": seen.custom, "env": seen.environment }),
        None => Value::Null,
    });
    put("cognitoIdentity", match &context.identity {
        Some(seen) => json!({ "cognitoIdentityId": seen.identity_id, "cognitoIdentityPoolId": seen.identity_pool_id }),
        None => Value::Null,
    });
    put("functionName", json!(config.function_name));
    put("functionVersion", json!(config.version));
    put("memoryLimitMb", json!(config.memory));
    put("logGroupName", json!(config.log_group));
    put("logStreamName", json!(config.log_stream));
    shown
}

#[tokio::main]
async fn main() -> Result<(), Error> {
    load();
    run(service_fn(|event: LambdaEvent<Value>| async move {
        probe(event.payload, || show(&event.context)).await
    }))
    .await
}
