//! What customers pay with: cards, invoices, refunds.

use super::{From, Nature, PLAIN, Scene, change, deploy, tenths, whole};
use crate::wire::{Origin, ServiceChangeKind};

pub(super) const SCENES: &[Scene] = &[
    Scene {
        id: "CardDeclines",
        service: "payments-api",
        from: From::Alert("critical"),
        titles: &[
            "Payments refuse {0} % of cards in {region}",
            "Payments in {region}: {0} % declined, usually 3 %",
            "All prepaid cards declined in {region}",
        ],
        numbers: &[whole(18, 46), whole(2, 6)],
        drift: 3,
        host: "pay",
        about: "Share of declined authorisations over 5 minutes is above 10 %. Most are \"do not honour\" for cards that worked yesterday.",
        notes: &[
            "declines are all 3-D Secure, step-up page never loads",
            "provider confirms trouble on their side, routing {region} to the second provider",
            "declines at 4 %, keeping the route until they say it is over",
        ],
        endings: &[
            (
                "vendor",
                "Provider fixed their step-up page. Routing back to normal, refund list sent to finance.",
            ),
            ("workaround", "Second provider takes {region} until Thursday."),
        ],
        nature: Nature::Clears,
        ..PLAIN
    },
    Scene {
        id: "CardTimeouts",
        service: "card-gateway",
        from: From::Alert("error"),
        titles: &[
            "Card provider times out on {0} % of calls",
            "Card provider answers after {1} s, we give up at 10",
            "Time-outs to the card provider from {host}",
        ],
        numbers: &[whole(3, 12), whole(11, 25)],
        drift: 2,
        host: "card",
        about: "Calls to the card provider that take longer than 10 s are above 1 %. Customers are asked to try again, and some pay twice.",
        notes: &[
            "same from all regions, so it is theirs. opened a ticket with them, they say 30 minutes",
            "retry budget lowered so that we do not make it worse",
            "they found a full disk. still 2 % on our side",
            "double payments: 7 so far, finance refunds them today",
        ],
        endings: &[
            (
                "vendor",
                "Provider cleaned up on their side; time-outs gone for 30 minutes, retry budget restored.",
            ),
            ("no_action", "Gone as it came; provider has not told us why yet."),
        ],
        nature: Nature::Flaps,
        ..PLAIN
    },
    Scene {
        id: "InvoicesStuck",
        service: "billing",
        titles: &[
            "{0} invoices stuck in draft since midnight",
            "Month-end run: {0} invoices without a number",
        ],
        numbers: &[whole(180, 940)],
        drift: 25,
        host: "billing",
        about: "Invoices that are older than six hours and still drafts. Business customers cannot pay what they have not got.",
        notes: &[
            "all from customers with a VAT number from before the merger, the checker returns 400",
            "checker's certificate pinned in our code. of course",
            "pin updated, numbers are being given, {0} to go",
        ],
        endings: &[(
            "fixed",
            "New certificate pinned, drafts numbered and sent. Pinning goes away next sprint.",
        )],
        ..PLAIN
    },
    Scene {
        id: "RefundsLate",
        service: "billing",
        titles: &[
            "Refunds of {0} days ago not booked yet",
            "{1} refunds wait for a bank file that never came",
        ],
        numbers: &[whole(2, 4), whole(90, 400)],
        host: "billing",
        about: "The bank's return file is missing. Customers call.",
        notes: &[
            "file is there, under a new name: they added the year",
            "pattern widened, {1} bookings came in",
        ],
        endings: &[("fixed", "File pattern takes the new name; all refunds booked.")],
        ..PLAIN
    },
    Scene {
        id: "PriceMismatch",
        service: "checkout",
        from: From::Alert("error"),
        titles: &[
            "Basket and checkout differ by {0} cents for {1} % of baskets",
            "Voucher counted twice in {region}",
        ],
        numbers: &[whole(1, 9), whole(2, 11)],
        drift: 1,
        host: "checkout",
        about: "The total shown in the basket is not the total charged. Never more than a few cents, but lawyers read cents.",
        notes: &[
            "rounding: pricing rounds per line since {ver}, checkout per basket",
            "per-basket rounding behind the flag again, differences stop. legal informed, 41 cents in all",
        ],
        endings: &[(
            "rolled_back",
            "pricing-round-per-line is off; both sides get the same library next week.",
        )],
        cause: change(ServiceChangeKind::Flag, "checkout", "flag pricing-round-per-line on", (8, 25)),
        ..PLAIN
    },
    Scene {
        id: "GiftCards",
        service: "payments-api",
        from: From::Desk(Origin::Phone, 2, 2),
        titles: &[
            "Gift cards bought in {office} show a zero balance",
            "Store in {office} cannot sell gift cards",
        ],
        numbers: &[whole(12, 40)],
        host: "pay",
        about: "The shop manager called: customers at the till, balance 0,00, receipts say otherwise.",
        notes: &[
            "{0} cards from one printer roll, never activated",
            "roll activated by hand, shop told to try one",
        ],
        endings: &[(
            "fixed",
            "Cards of that roll activated; the till asks for activation again if it fails.",
        )],
        ..PLAIN
    },
    Scene {
        id: "GatewayLatency",
        service: "payments-api",
        titles: &["Payment latency p95 up to {0} s after {ver}", "Payments {host} slow: p95 {0} s"],
        numbers: &[tenths(11, 29)],
        drift: 2,
        host: "pay",
        about: "95th percentile of an authorisation over 10 minutes is above 1 s; it was 380 ms yesterday at this hour.",
        notes: &[
            "new fraud check is called once a line item, not once a basket",
            "patch is in review, half an hour",
        ],
        endings: &[("fixed", "Fraud check once a basket; p95 360 ms.")],
        nature: Nature::Clears,
        cause: deploy("payments-api", "payments-api {ver} to prod", (12, 40)),
        ..PLAIN
    },
];
