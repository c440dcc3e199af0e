//! Starts the probe function behind AWS's client for Rust.
mod hooks;
mod probe;
mod stream;

use lambda_runtime::{layers::TracingLayer, service_fn, streaming::Body, tracing};
use lambda_runtime::{Context, Diagnostic, Error, FunctionResponse, LambdaEvent, Runtime};
use probe::{load, probe, Answer, Failure, More};
use serde_json::{json, Map, Value};
use std::{sync::Arc, time::{SystemTime, UNIX_EPOCH}};

const ACTIONS: [&str; 3] = ["stream", "http-stream", "logger"];
const MORE: More = More { actions: &ACTIONS, properties: &hooks::PROPERTIES };

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

/// Writes the message at each level, followed by its name, and an error if the event has one.
async fn log_all(event: &Value) -> Result<Value, Failure> {
    let text = |name: &str| event[name].as_str().unwrap_or_default().to_owned();
    if event["gate"].is_string() {
        let released = probe::until_released(text("gate"), text("token") + "\n").await;
        released.map_err(|problem| Failure::Plain(problem.into()))?;
    }
    let message = text("message");
    tracing::trace!("{message} TRACE");
    tracing::debug!("{message} DEBUG");
    tracing::info!("{message} INFO");
    tracing::warn!("{message} WARN");
    tracing::error!("{message} ERROR");
    if event["error"].is_string() {
        tracing::error!(error = text("error"), "{message}");
    }
    Ok(json!({ "levels": ["TRACE", "DEBUG", "INFO", "WARN", "ERROR"] }))
}

async fn handle(event: LambdaEvent<Value>) -> Result<FunctionResponse<Answer, Body>, Failure> {
    let LambdaEvent { payload, context } = event;
    if let Some(stream) = stream::stream_for(&payload) {
        return stream.map(FunctionResponse::StreamingResponse);
    }
    if payload["probe"] == "logger" {
        return Ok(FunctionResponse::BufferedResponse(Answer::Json(log_all(&payload).await?)));
    }
    probe(payload, &MORE, || show(&context)).await.map(FunctionResponse::BufferedResponse)
}

#[tokio::main]
async fn main() -> Result<(), Error> {
    load();
    tracing::init_default_subscriber();
    let runtime = Runtime::new(service_fn(handle)).layer(TracingLayer::new());
    runtime.register_snapstart_resource(Arc::new(hooks::Hooks)).run_concurrent().await
}
