//! What is counted, as Prometheus reads it. A part of [`super`].

use std::time::Duration;

use axum::http::{Method, StatusCode};
use prometheus_client::{
    encoding::{EncodeLabelSet, text::encode},
    metrics::{counter::Counter, family::Family, gauge::Gauge, histogram::Histogram},
    registry::Registry,
};

use crate::{server::store::Totals, wire::GapReason};

/// Bounds of the latency histogram in seconds: a commit takes some milliseconds, a page of 5,000 rows some tens.
const SECONDS: [f64; 12] = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 10.0];

#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
struct Request {
    method: &'static str,
    route: String,
    status: &'static str,
}

#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
struct Route {
    route: String,
}

#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
struct Reason {
    reason: &'static str,
}

#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
struct Priority {
    priority: String,
}

/// The counters, and the gauges that are set when somebody reads them.
#[derive(Debug)]
pub struct Metrics {
    registry: Registry,
    requests: Family<Request, Counter>,
    latency: Family<Route, Histogram>,
    gaps: Family<Reason, Counter>,
    streams: Gauge,
    head: Gauge,
    incidents: Gauge,
    open: Family<Priority, Gauge>,
}

impl Metrics {
    /// All at zero.
    pub fn new() -> Self {
        let mut metrics = Self {
            registry: Registry::with_prefix("watchfloor"),
            requests: Family::default(),
            latency: Family::new_with_constructor(|| Histogram::new(SECONDS)),
            gaps: Family::default(),
            streams: Gauge::default(),
            head: Gauge::default(),
            incidents: Gauge::default(),
            open: Family::default(),
        };
        let r = &mut metrics.registry;
        r.register("http_requests", "Requests by route and class of status", metrics.requests.clone());
        r.register("http_request_seconds", "Until the answer began, by route", metrics.latency.clone());
        r.register("stream_gaps", "Gaps told to readers of the stream", metrics.gaps.clone());
        r.register("streams_open", "Readers of the stream", metrics.streams.clone());
        r.register("log_head", "The last entry of the log", metrics.head.clone());
        r.register("incidents", "All incidents", metrics.incidents.clone());
        r.register("incidents_open", "Open incidents by priority", metrics.open.clone());
        metrics
    }

    /// A request was answered. `route` is the pattern, never the address: there are few of them.
    pub fn answered(&self, method: &Method, route: &str, status: StatusCode, took: Duration) {
        let method = match *method {
            Method::GET => "GET",
            Method::HEAD => "HEAD",
            Method::POST => "POST",
            Method::PUT => "PUT",
            // Anybody may make up a method.
            _ => "other",
        };
        let status = match status.as_u16() {
            ..200 => "1xx",
            200..300 => "2xx",
            300..400 => "3xx",
            400..500 => "4xx",
            _ => "5xx",
        };
        let route = route.to_owned();
        self.latency.get_or_create(&Route { route: route.clone() }).observe(took.as_secs_f64());
        self.requests.get_or_create(&Request { method, route, status }).inc();
    }

    /// A reader was told of a gap.
    pub fn gap(&self, reason: GapReason) {
        let reason = match reason {
            GapReason::TooFarBehind => "too_far_behind",
            GapReason::OtherStore => "other_store",
            GapReason::NotKept => "not_kept",
        };
        self.gaps.get_or_create(&Reason { reason }).inc();
    }

    /// The text, with the gauges as they now are.
    pub fn text(&self, totals: Totals, streams: usize) -> String {
        self.streams.set(streams as i64);
        self.head.set(totals.head as i64);
        self.incidents.set(totals.incidents as i64);
        for (at, count) in totals.open.iter().enumerate() {
            self.open.get_or_create(&Priority { priority: format!("P{}", at + 1) }).set(*count as i64);
        }
        let mut text = String::new();
        // Writing into a String does not fail.
        let _ = encode(&mut text, &self.registry);
        text
    }
}

impl Default for Metrics {
    fn default() -> Self {
        Self::new()
    }
}
