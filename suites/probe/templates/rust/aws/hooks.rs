//! The hooks of SnapStart: `PROBE_BEFORE_SNAPSHOT` and `PROBE_AFTER_RESTORE` register them. `throw` makes the hook fail, and with
//! `trace` the action `state` tells that it ran.
use crate::probe::HOOKS_RUN;
use lambda_runtime::{BoxFuture, Error, SnapStartResource};
use std::{env, time::Duration};

pub const PROPERTIES: [&str; 4] = [
    "PROBE_BEFORE_SNAPSHOT=throw", "PROBE_BEFORE_SNAPSHOT=trace", "PROBE_AFTER_RESTORE=throw", "PROBE_AFTER_RESTORE=trace",
];

pub struct Hooks;

impl SnapStartResource for Hooks {
    fn before_snapshot(&self) -> BoxFuture<'_, Result<(), Error>> {
        Box::pin(run("PROBE_BEFORE_SNAPSHOT", "before-snapshot"))
    }

    fn after_restore(&self) -> BoxFuture<'_, Result<(), Error>> {
        Box::pin(run("PROBE_AFTER_RESTORE", "after-restore"))
    }
}

async fn run(variable: &str, name: &'static str) -> Result<(), Error> {
    let order = env::var(variable).unwrap_or_default();
    if order != "throw" && order != "trace" {
        return Ok(());
    }
    // A runtime that does not wait for the hook goes on meanwhile.
    tokio::time::sleep(Duration::from_millis(100)).await;
    if order == "throw" {
        return Err(format!("probe {name} hook failed").into());
    }
    if let Ok(mut run) = HOOKS_RUN.lock() {
        run.push(name);
    }
    Ok(())
}
