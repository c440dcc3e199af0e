//! Releases 0.5 to 0.10.
use lambda_runtime::{run, service_fn, LambdaEvent};

pub async fn start() -> Result<(), lambda_runtime::Error> {
    run(service_fn(|event: LambdaEvent<_>| crate::handle(event.payload, event.context))).await
}
