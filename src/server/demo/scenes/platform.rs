//! Machines, networks, certificates, builds.

use super::{From, Nature, PLAIN, Scene, change, deploy, whole};
use crate::wire::ServiceChangeKind;

pub(super) const SCENES: &[Scene] = &[
    Scene {
        id: "EdgeDown",
        service: "edge",
        from: From::Alert("critical"),
        titles: &[
            "Edge drops {0} % of connections in {region}",
            "Site unreachable from {region}, probes fail {0} %",
            "TLS handshakes fail on {host} and its twin",
        ],
        numbers: &[whole(11, 64), whole(2, 6)],
        drift: 5,
        host: "edge",
        about: "Probes from outside fail for more than 5 % of connections. What customers there see is a white page.",
        notes: &[
            "half of the edge nodes refuse TLS after the config push, the other half has not read it yet. stopped the push",
            "bad cipher list. pushing the one of yesterday, node by node",
            "{1} nodes back, probes green from Frankfurt and Paris",
        ],
        endings: &[
            (
                "rolled_back",
                "Yesterday's config on all edge nodes. The push now stops at the first node that fails its probe.",
            ),
            ("fixed", "Route withdrawn and announced again, provider had a flapping line card."),
        ],
        nature: Nature::Groups,
        cause: change(ServiceChangeKind::Config, "edge", "edge config {ver}: new cipher list", (2, 5)),
        ..PLAIN
    },
    Scene {
        id: "CertExpiry",
        service: "edge",
        from: From::Alert("error"),
        titles: &[
            "TLS certificate of api.example.org expires in {0} h",
            "Certificate on {host} expires in {0} h",
            "Partner certificate for {region} runs out in {0} h",
        ],
        numbers: &[whole(5, 11)],
        host: "edge",
        about: "The certificate expires in less than 12 hours and was not renewed. When it does, every app stops talking to us.",
        notes: &[
            "renewal fails: the challenge record is still in the old zone",
            "record moved, new certificate issued, rolling it out",
        ],
        endings: &[
            ("fixed", "Renewed until February, challenge records live in the new zone for all names."),
            ("fixed", "Renewed by hand; automation gets a test that fails two weeks before."),
        ],
        nature: Nature::Groups,
        ..PLAIN
    },
    Scene {
        id: "CertStaging",
        service: "edge",
        from: From::Alert("info"),
        titles: &[
            "Staging certificate expires in {0} d",
            "Wildcard of *.{region}.example.org expires in {0} d",
        ],
        numbers: &[whole(9, 20)],
        host: "edge",
        about: "Less than three weeks left. Nothing is on fire; renewing it today is cheaper than on a Sunday.",
        notes: &["renewal is automatic since spring, waiting to see it happen"],
        endings: &[("no_action", "Renewed itself.")],
        nature: Nature::Clears,
        ..PLAIN
    },
    Scene {
        id: "NodeLost",
        service: "k8s",
        titles: &[
            "Node {host} not ready, {0} pods moved",
            "Node {host} rebooted by its kernel, {0} pods moved",
            "{0} pods pending in {region}, no room",
        ],
        numbers: &[whole(14, 41)],
        drift: 3,
        host: "k8s",
        about: "A node has not reported for 3 minutes. Its pods were started elsewhere; there is room for one more such loss.",
        notes: &[
            "console shows a memory error, row 3. out of service, ticket with the data centre",
            "spare node joined, pods spread again",
        ],
        endings: &[
            ("replaced", "Node replaced; old one goes back under warranty."),
            ("fixed", "Kernel with the fix on this pool, node drained and back."),
        ],
        nature: Nature::Clears,
        ..PLAIN
    },
    Scene {
        id: "DnsFailures",
        service: "dns",
        titles: &[
            "Resolver in {region} fails {0} % of names",
            "Resolver {host} slow, {1} ms a name",
            "SERVFAIL for {0} % of names on {host}",
        ],
        numbers: &[whole(2, 9), whole(180, 900)],
        drift: 1,
        host: "ns",
        about: "Answers with SERVFAIL are above 1 % for 10 minutes. Everything works, a little less.",
        notes: &[
            "one upstream answers late, taken out of the list",
            "clean for ten minutes, will put it back tomorrow",
        ],
        endings: &[
            ("workaround", "Slow upstream out of the list."),
            ("no_action", "Cleared when the upstream finished its maintenance."),
        ],
        nature: Nature::Flaps,
        ..PLAIN
    },
    Scene {
        id: "NoisyNeighbour",
        service: "storage",
        titles: &[
            "Volume {host} slow: {0} ms a write, one tenant takes half",
            "Latency on {host} at {0} ms, noisy neighbour",
        ],
        numbers: &[whole(28, 95), whole(40, 70)],
        drift: 6,
        host: "vol",
        about: "Median write over 10 minutes is above 20 ms. Databases feel it first.",
        notes: &[
            "warehouse rebuilds all its tables at noon instead of at night, {1} % of the writes",
            "asked them to pause, limit of 200 MB/s set meanwhile",
        ],
        endings: &[
            ("mitigated", "Limit for the warehouse volume, writes back at 3 ms. They move the rebuild."),
            ("no_action", "Rebuild finished."),
        ],
        nature: Nature::Clears,
        ..PLAIN
    },
    Scene {
        id: "GpuLost",
        service: "gpu-farm",
        titles: &[
            "GPU node {host} fell off the bus",
            "GPU {host}: {0} memory errors, jobs moved",
            "Training queue waits {1} h, {host} is gone",
        ],
        numbers: &[whole(12, 80), whole(3, 9)],
        drift: 4,
        host: "gpu",
        about: "The driver reports Xid 79. Jobs on the node have died; the scheduler starts them again elsewhere if there is room.",
        notes: &[
            "power cycle does not bring it back",
            "riser card. part is in {office}, technician goes after lunch",
        ],
        endings: &[
            ("replaced", "Riser replaced, burn-in passed."),
            ("fixed", "Firmware {ver} and a power cycle; watching it for a week."),
        ],
        ..PLAIN
    },
    Scene {
        id: "BuildQueue",
        service: "ci",
        titles: &[
            "Build queue {0} jobs long, runners idle",
            "Builds wait {1} min for a runner",
            "Runner {host} lost its cache, builds take twice as long",
        ],
        numbers: &[whole(24, 88), whole(14, 45)],
        drift: 7,
        host: "runner",
        about: "Jobs wait longer than 10 minutes although runners are free. Nobody can deploy a fix, which matters if one is needed.",
        notes: &[
            "runners ask for a label that the new template misspells: \"larg\"",
            "template fixed, queue moves",
        ],
        endings: &[
            ("fixed", "Label spelled right, template has a test."),
            ("fixed", "Coordinator restarted, queue empty after 12 minutes."),
        ],
        nature: Nature::Clears,
        cause: change(ServiceChangeKind::Config, "ci", "runner template {ver}", (10, 30)),
        ..PLAIN
    },
    Scene {
        id: "FlakyTest",
        service: "ci",
        from: From::Alert("info"),
        titles: &[
            "Flaky: checkout_retries_twice failed {0} of 50 runs",
            "Flaky: moves_parcel_once failed {0} of 50 runs",
        ],
        numbers: &[whole(6, 14)],
        host: "runner",
        about: "A test that passes and fails on the same commit. It is the one that guards against paying twice, so nobody wants to switch it off.",
        notes: &[
            "fails only on runners with two cores. smells like a real race",
            "reproduced with a 2 ms sleep in the client. it IS a real race",
        ],
        endings: &[(
            "fixed",
            "Was a real bug: the second retry did not carry the key of the first. Fixed in {ver}.",
        )],
        nature: Nature::Flaps,
        ..PLAIN
    },
    Scene {
        id: "OldImage",
        service: "ci",
        from: From::Alert("none"),
        titles: &[
            "Runner image from spring still listed, nobody uses it",
            "Unused image on {host}, {0} days old",
        ],
        numbers: &[whole(120, 240)],
        host: "runner",
        about: "Housekeeping: an image without a user for 90 days.",
        notes: &["one team pins it for a customer in a bank. asked when they can move"],
        endings: &[("fixed", "Removed, 14 GB freed.")],
        ..PLAIN
    },
    Scene {
        id: "MemoryLimits",
        service: "k8s",
        from: From::Alert("info"),
        titles: &[
            "{0} deployments of team {team} have no memory limit",
            "No memory limit on {host}, {0} pods",
        ],
        numbers: &[whole(3, 9)],
        host: "k8s",
        about: "A pod without a limit can take a node with it. The policy warns today and refuses from next month.",
        notes: &["list sent to the team, they want to measure first"],
        endings: &[("fixed", "Limits set at twice the peak of the last month.")],
        ..PLAIN
    },
    Scene {
        id: "PodRestarts",
        service: "search",
        titles: &["{host} restarted {0} times since the {ver} deploy", "Crash loop on {host}, {0} restarts"],
        numbers: &[whole(5, 22)],
        drift: 3,
        host: "search-api",
        about: "A container has restarted more than 4 times in an hour. Two of three are healthy, so customers see nothing yet.",
        notes: &[
            "killed for memory at 2 GiB, new ranking model is bigger than the old one",
            "limit to 3 GiB, quiet since",
        ],
        endings: &[
            ("config", "Memory limit raised; model team puts its size into the release notes."),
            ("rolled_back", "Back on {old}."),
        ],
        nature: Nature::Flaps,
        cause: deploy("search", "search {ver} to prod", (10, 30)),
        ..PLAIN
    },
];
