//! What colleagues call the service desk about.

use super::{From, Nature, PLAIN, Scene, change, whole};
use crate::wire::{Origin, ServiceChangeKind};

pub(super) const SCENES: &[Scene] = &[
    Scene {
        id: "VpnOffice",
        service: "vpn",
        from: From::Desk(Origin::Phone, 1, 2),
        titles: &["VPN drops all of {office} every few minutes", "Nobody in {office} gets into the VPN"],
        numbers: &[whole(4, 9), whole(40, 120)],
        host: "vpn",
        about: "Three people from the same office called within ten minutes, then the office manager. Mobile hotspots work, the house line does not.",
        notes: &[
            "{1} people there. same cut for all, every {0} minutes to the second: a rekey timer",
            "their firewall was updated over night, it forgets the tunnel when it rekeys",
            "rekey set to 8 h as a bridge, provider of the firewall is on it",
        ],
        endings: &[
            ("workaround", "Rekey at 8 h for {office} until the firewall has its fix."),
            ("vendor", "Firewall patched."),
        ],
        nature: Nature::Stays,
        cause: change(ServiceChangeKind::Maintenance, "vpn", "firewall update in {office}", (70, 110)),
        ..PLAIN
    },
    Scene {
        id: "VpnOne",
        service: "vpn",
        from: From::Desk(Origin::Phone, 3, 2),
        titles: &[
            "VPN drops for one colleague on hotel wifi",
            "VPN asks for the second factor twice, {team} team",
        ],
        host: "vpn",
        about: "On the road until Friday. Works over the phone's hotspot.",
        notes: &[
            "hotel blocks UDP. sent the profile that uses TCP 443",
            "no answer yet, probably on a train",
        ],
        endings: &[("workaround", "TCP profile works."), ("answered", "Solved itself: checked out.")],
        ..PLAIN
    },
    Scene {
        id: "PrinterQueue",
        service: "desk",
        from: From::Desk(Origin::Phone, 3, 2),
        titles: &[
            "Printer queue stuck, floor {0}",
            "Printer on floor {0} prints page one only",
            "Floor {0} printer asks for magenta to print black",
        ],
        numbers: &[whole(2, 6), whole(11, 60)],
        host: "printer",
        about: "Nothing comes out. Somebody has already switched it off and on.",
        notes: &[
            "{1} jobs waiting behind a 600 page PDF. deleted it, its owner is not amused",
            "stuck again, same PDF. asked for a visit",
            "technician wants to come on Thursday, they print on floor 2 until then",
        ],
        endings: &[
            ("fixed", "Tray sensor cleaned. The PDF was printed at a copy shop."),
            ("workaround", "Queue moved to the neighbour."),
        ],
        ..PLAIN
    },
    Scene {
        id: "BadgeReader",
        service: "desk",
        from: From::Desk(Origin::InPerson, 2, 3),
        titles: &[
            "Badge reader at the north door beeps and stays shut",
            "Badge reader in {office} lets nobody out",
        ],
        host: "door",
        about: "Somebody holds it open with a chair, which is what the alarm complains about.",
        notes: &[
            "chair replaced by a person",
            "reader has power, no network. switch port was moved on Friday",
        ],
        endings: &[("fixed", "Port is in the right network again. Chair returned.")],
        ..PLAIN
    },
    Scene {
        id: "LaptopKey",
        service: "desk",
        from: From::Desk(Origin::Portal, 3, 2),
        titles: &[
            "New colleague locked out: no disk key on record",
            "A laptop of the {team} team asks for its recovery key",
        ],
        host: "laptop",
        about: "First day, and the laptop asks for a key that was never stored.",
        notes: &[
            "loan device handed out, data is in the cloud anyway",
            "set up again with the current image",
        ],
        endings: &[("fixed", "Set up again, key is on record, colleague works.")],
        ..PLAIN
    },
    Scene {
        id: "MeetingRoom",
        service: "desk",
        from: From::Desk(Origin::Chat, 3, 2),
        titles: &[
            "Screen in room Tallinn flickers on HDMI",
            "Room Riga: nobody hears the far side",
            "Camera in room Vilnius films the ceiling",
        ],
        host: "room",
        about: "Board meeting in there at two. Wireless works, the cable does not.",
        notes: &[
            "cable swapped, still flickers",
            "adapter lies about its refresh rate. new one ordered, note on the door",
        ],
        endings: &[("replaced", "Adapter replaced."), ("workaround", "They use the wireless one.")],
        ..PLAIN
    },
    Scene {
        id: "CoffeeMachine",
        service: "desk",
        from: From::Desk(Origin::InPerson, 3, 3),
        titles: &["Coffee machine on floor {0} shows error {1}", "Coffee machine in {office} only makes tea"],
        numbers: &[whole(1, 4), whole(11, 40)],
        host: "floor",
        about: "Not IT, strictly. It is on the network, though, and people know where we sit.",
        notes: &[
            "error {1} is the milk. switched it off and on, dear colleagues",
            "service contract found. Tuesday",
        ],
        endings: &[("vendor", "Service was here. Milk flows.")],
        ..PLAIN
    },
    Scene {
        id: "CalendarSync",
        service: "desk",
        from: From::Desk(Origin::Mail, 2, 3),
        titles: &["Calendar of {office} an hour off since Sunday", "Meeting rooms in {office} double booked"],
        host: "room",
        about: "Recurring meetings made before the clocks changed are an hour late, but only for those who were invited from outside.",
        notes: &["old time zone table on the bridge", "table updated, meetings made anew for the rooms"],
        endings: &[("fixed", "Zone table updated on the bridge.")],
        nature: Nature::Stays,
        ..PLAIN
    },
    Scene {
        id: "PhoneRouting",
        service: "desk",
        from: From::Desk(Origin::Phone, 2, 2),
        titles: &[
            "Support line of {office} rings at the warehouse",
            "Callers to {office} wait in silence, no music, no voice",
        ],
        host: "phone",
        about: "The warehouse is friendly about it and has sold two sofas.",
        notes: &["holiday rule is still on", "rule off, tried it from my own phone"],
        endings: &[("config", "Holiday rule has an end date now.")],
        ..PLAIN
    },
];
