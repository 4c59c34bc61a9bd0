//! What customers see: storefront, search, checkout, login.

use super::{From, Nature, PLAIN, Scene, change, deploy, tenths, whole};
use crate::wire::{Origin, ServiceChangeKind};

pub(super) const SCENES: &[Scene] = &[
    Scene {
        id: "CheckoutErrors",
        service: "checkout",
        from: From::Alert("critical"),
        titles: &[
            "Checkout 5xx above {0} % in {region}",
            "Checkout answers 502 to {0} % of orders in {region}",
            "Every {1}th order fails at the last step, {region}",
        ],
        numbers: &[whole(4, 9), whole(12, 24), whole(300, 900)],
        drift: 2,
        host: "checkout",
        about: "Share of requests to /checkout answered with 5xx over the last 5 minutes is above 2 %.\nCustomers see \"something went wrong\" after paying. Baseline is 0.04 %.",
        notes: &[
            "looking. errors began right after payments-api {ver} went out",
            "all 502s come from the payment step, cart and address are fine. asking payments for a rollback",
            "rollback to {old} running in {region}, about 4 minutes",
            "error rate back under 0.1 %. {2} orders were left half done, support has the list",
        ],
        endings: &[
            (
                "rolled_back",
                "payments-api back on {old}; {ver} closed connections that checkout kept open. Test added.",
            ),
            (
                "fixed",
                "Connection pool to payments-api raised from 50 to 200, checkout restarted in {region}.",
            ),
            (
                "rolled_back",
                "Rolled back. The half-done orders were completed by hand with the customers' consent.",
            ),
        ],
        nature: Nature::Groups,
        cause: deploy("payments-api", "payments-api {ver} to prod", (3, 6)),
    },
    Scene {
        id: "LoginSlow",
        service: "auth",
        from: From::Alert("error"),
        titles: &[
            "Login p99 at {0} s in {region}",
            "Login takes {0} s for one in a hundred, {region}",
            "Token refresh p99 {0} s on {host}",
        ],
        numbers: &[tenths(18, 42), whole(60, 95)],
        drift: 3,
        host: "auth",
        about: "99th percentile of POST /login over 10 minutes is above 1.5 s. The target is 400 ms.\nMobile apps give up after 5 s.",
        notes: &[
            "not the database: queries are under 5 ms. CPU on the password hashing pool is at {1} %",
            "a partner's script logs in 40 times a second without keeping its session. throttled it",
            "p99 falling, watching for ten minutes",
        ],
        endings: &[
            ("mitigated", "Partner throttled to 2 logins a second and told how to keep a session."),
            ("scaled", "Hashing pool doubled; p99 at 310 ms."),
        ],
        nature: Nature::Clears,
        ..PLAIN
    },
    Scene {
        id: "LoginLoop",
        service: "auth",
        from: From::Alert("error"),
        titles: &[
            "Login loops back to itself after the {ver} rollout",
            "{0} % of logins end on the login page again, {region}",
        ],
        numbers: &[whole(6, 19)],
        drift: 2,
        host: "auth",
        about: "Share of logins that are followed by another login of the same account within 20 s is above 3 %.",
        notes: &[
            "the new cookie is SameSite=Strict, people who come from a mail lose it",
            "flag is back to Lax for half of {region}, loops stop there",
        ],
        endings: &[(
            "rolled_back",
            "Flag auth-strict-cookie switched off everywhere; back on the drawing board.",
        )],
        nature: Nature::Stays,
        cause: change(ServiceChangeKind::Flag, "auth", "flag auth-strict-cookie on for everybody", (4, 15)),
    },
    Scene {
        id: "SearchStale",
        service: "search",
        titles: &[
            "Search is {0} min behind the catalogue",
            "Index on {host} has not moved for {0} min",
            "New articles cannot be found for {0} min",
        ],
        numbers: &[whole(25, 70), whole(2, 9)],
        drift: 6,
        host: "search",
        about: "The newest document in the index is older than 20 minutes. New articles cannot be found, sold-out ones still can.",
        notes: &[
            "indexer is alive but works on one huge supplier feed, {1} million rows",
            "gave that feed a lane of its own, the rest moves again",
        ],
        endings: &[
            ("fixed", "Supplier feeds over 100k rows go through their own queue now."),
            ("fixed", "Indexer restarted, caught up after 20 minutes."),
        ],
        nature: Nature::Clears,
        ..PLAIN
    },
    Scene {
        id: "GarbledNames",
        service: "storefront",
        titles: &[
            "Product names garbled: 日本語, עברית and 🧵 become ???",
            "Umlauts show as Ã¼ on {region} product pages",
        ],
        numbers: &[whole(300, 900)],
        host: "web",
        about: "Reported by support in Tokyo with pictures, then seen by the page checker: non-Latin product names arrive as question marks. About 1 in 40 pages.",
        notes: &[
            "only pages rendered by {ver}, and only from the cold cache",
            "importer writes latin1 since the base image changed. LANG is gone from the new image",
            "image rebuilt with C.UTF-8, {0} products to be read in again",
        ],
        endings: &[("fixed", "LANG=C.UTF-8 in the image, products read in again, a test with 日本語 in it.")],
        cause: deploy("storefront", "storefront {ver} to prod (new base image)", (20, 50)),
        ..PLAIN
    },
    Scene {
        id: "ImagesSlow",
        service: "storefront",
        titles: &["Product pictures take {0} s in {region}", "Thumbnails time out on {host}"],
        numbers: &[tenths(31, 78)],
        drift: 4,
        host: "img",
        about: "Median time of /img/ over 10 minutes is above 2 s. People leave the page before they see what they came for.",
        notes: &[
            "origin is fine, the resizer swaps",
            "memory limit was halved by the cost round last week, put back",
        ],
        endings: &[
            ("config", "Memory limit of the resizer back at 4 GiB."),
            ("scaled", "Two more resizers in {region}."),
        ],
        nature: Nature::Clears,
        ..PLAIN
    },
    Scene {
        id: "SearchRelevance",
        service: "search",
        from: From::Desk(Origin::Chat, 3, 3),
        titles: &[
            "Searching \"sofa bed\" finds garden hoses first",
            "Search for \"lamp\" shows no lamps on page one",
        ],
        host: "search",
        about: "Told by a shop assistant in Lisbon. Funny, but three customers have asked.",
        notes: &[
            "hoses are \"sofa soft\" in the supplier's text. needs a synonym rule, not an incident really",
        ],
        endings: &[("fixed", "Synonym rule added, hoses are back in the garden.")],
        ..PLAIN
    },
    Scene {
        id: "FooterYear",
        service: "storefront",
        from: From::Desk(Origin::Mail, 3, 3),
        titles: &["Footer of the careers page still says 2019", "Imprint names the old office in {office}"],
        host: "web",
        about: "Somebody from outside wrote to us, kindly.",
        notes: &["page is static and nobody owns it. asked people team"],
        endings: &[("fixed", "Year comes from the build now.")],
        ..PLAIN
    },
];
