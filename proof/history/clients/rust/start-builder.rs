//! Releases since 0.11: the client without its layers.
use lambda_runtime::{service_fn, LambdaEvent, Runtime};

pub async fn start() -> Result<(), lambda_runtime::Error> {
    Runtime::new(service_fn(|event: LambdaEvent<_>| crate::handle(event.payload, event.context))).run().await
}
