//! The streams of the probe function.
//!
//! AWS's client begins every stream with the prelude of an HTTP response, and a stream ends when its sender is dropped,
//! so nothing can be written after its end: `late-write` is missing.
use crate::probe::Failure;
use http::{header::CONTENT_TYPE, HeaderMap, HeaderName, HeaderValue, StatusCode};
use lambda_runtime::streaming::{channel, Body, Response, Sender};
use lambda_runtime::{Error, MetadataPrelude};
use serde_json::Value;
use std::{io::Write, time::Duration};

/// What the client streams for an event, if the event asks for a stream.
pub fn stream_for(event: &Value) -> Option<Result<Response<Body>, Failure>> {
    (event["probe"] == "stream" || event["probe"] == "http-stream").then(|| begin(event.clone()))
}

fn begin(event: Value) -> Result<Response<Body>, Failure> {
    if event["failAfter"] == 0 {
        let message = "the probe fails in its stream".into();
        return Err(Failure::Named { class: "ProbeStreamError".into(), message });
    }
    let metadata_prelude = prelude_of(&event).map_err(Failure::Plain)?;
    let (sender, stream) = channel();
    tokio::spawn(write(sender, event));
    Ok(Response { metadata_prelude, stream })
}

fn prelude_of(event: &Value) -> Result<MetadataPrelude, Error> {
    let mut headers = HeaderMap::new();
    for member in ["headers", "multiValueHeaders"] {
        for (name, values) in event[member].as_object().into_iter().flatten() {
            for value in values.as_array().unwrap_or(&vec![values.clone()]) {
                headers.append(name.parse::<HeaderName>()?, header(value)?);
            }
        }
    }
    if event["contentType"].is_string() {
        headers.insert(CONTENT_TYPE, header(&event["contentType"])?);
    }
    let cookies = event["cookies"].as_array().into_iter().flatten();
    Ok(MetadataPrelude {
        status_code: StatusCode::from_u16(event["statusCode"].as_u64().unwrap_or(200) as u16)?,
        headers,
        cookies: cookies.filter_map(Value::as_str).map(str::to_owned).collect(),
    })
}

fn header(value: &Value) -> Result<HeaderValue, Error> {
    Ok(value.as_str().unwrap_or_default().parse()?)
}

/// Writes the chunks, as often and as slowly as asked. Each write waits until the client takes it; one that fails does not end
/// the function.
async fn write(mut sender: Sender, event: Value) {
    let number = |name: &str| event[name].as_u64();
    let fail_after = number("failAfter");
    let pause = Duration::from_millis(number("delayMs").unwrap_or(0));
    let chunks = event["chunks"].as_array().cloned().unwrap_or_default();
    let (mut writes, mut offset) = (0, 0);
    for chunk in (0..number("times").unwrap_or(1)).flat_map(|_| &chunks) {
        if Some(writes) == fail_after {
            break;
        }
        let bytes = bytes_of(chunk, offset);
        (writes, offset) = (writes + 1, offset + bytes.len());
        let _ = sender.send_data(bytes.into()).await;
        if !pause.is_zero() {
            tokio::time::sleep(pause).await;
        }
    }
    if fail_after.is_some() {
        return sender.abort();
    }
    drop(sender);
    print!("{}", event["mark"].as_str().unwrap_or_default());
    let _ = std::io::stdout().flush();
}

/// A text, or so many bytes that count up from the first byte of the stream, modulo 251.
fn bytes_of(chunk: &Value, offset: usize) -> Vec<u8> {
    match chunk.as_str() {
        Some(text) => text.as_bytes().to_vec(),
        None => (offset..offset + chunk.as_u64().unwrap_or(0) as usize).map(|at| (at % 251) as u8).collect(),
    }
}
