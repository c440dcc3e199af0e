//! Releases before 0.5.
pub async fn start() -> Result<(), lambda_runtime::Error> {
    lambda_runtime::run(lambda_runtime::handler_fn(crate::handle)).await
}
