//! What is said to the server: scenes and what people do, as requests. Seeding and the live day both speak through it.

use std::collections::BTreeMap;

use super::{
    callers, catalogue,
    fill::{Facts, OFFICES, REGIONS},
    scenes::{self, From, Scene},
};
use crate::{
    domain::{
        Number, Time, Verb,
        record::{Origin, Verdict},
    },
    server::ledger::Op,
    text::{Kind, SafeText},
    wire::{
        Ack, Action, Assign, By, NewIncident, NewServiceChange, NoteText, Reopen, Resolve, ServiceChangeKind,
        Signal, SignalStatus,
    },
};

/// What happens to one incident.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Step {
    /// It rings, for the first time or again; somebody of the desk, where people told of it.
    Rises { desk: Option<SafeText> },
    /// The alert is over.
    Clears,
    /// Somebody has seen it, and perhaps says something.
    Acked { by: SafeText, words: Option<SafeText> },
    /// It is given to somebody.
    Given { to: SafeText, by: SafeText },
    /// Somebody writes.
    Noted { by: SafeText, words: SafeText },
    /// Somebody mended it.
    Mended { by: SafeText, code: &'static str, words: SafeText },
    /// It was not mended after all.
    Back { by: SafeText, words: SafeText },
    /// Anything else that somebody does.
    Did { by: SafeText, verb: Box<Verb> },
}

impl Step {
    /// Anything else that somebody does.
    pub fn did(by: &SafeText, verb: Verb) -> Self {
        Self::Did { by: by.clone(), verb: Box::new(verb) }
    }
}

/// A scene with all of its texts that have no blanks.
#[derive(Debug)]
pub(super) struct Ready {
    pub scene: &'static Scene,
    /// The team that answers for its service.
    pub team: &'static str,
    id: SafeText,
    service: SafeText,
    severity: Option<SafeText>,
    about: SafeText,
    url: SafeText,
    runbook: SafeText,
}

/// All scenes, and the words that every request needs.
#[derive(Debug)]
pub(super) struct Book {
    scenes: Vec<Ready>,
    regions: [[SafeText; 2]; REGIONS.len()],
    offices: [SafeText; OFFICES.len()],
    alertmanager: SafeText,
    prometheus: SafeText,
    tui: SafeText,
    pipeline: SafeText,
    ci: SafeText,
    labels: Labels,
}

/// Names of labels.
#[derive(Debug)]
struct Labels {
    alertname: SafeText,
    category: SafeText,
    cluster: SafeText,
    env: SafeText,
    prod: SafeText,
    instance: SafeText,
    office: SafeText,
    region: SafeText,
}

fn label(word: &str) -> SafeText {
    SafeText::clean(word, Kind::Label)
}

fn line(words: &str) -> SafeText {
    SafeText::clean(words, Kind::Line)
}

impl Ready {
    /// What makes alerts about the same thing the same incident.
    pub fn key(&self, facts: &Facts) -> SafeText {
        let Facts { region, host, .. } = *facts;
        label(&format!("{}/{}/{}-{host:02}", self.scene.id, REGIONS[region], self.scene.host))
    }
}

impl Book {
    /// Opens it.
    pub fn new() -> Self {
        let scenes = scenes::all().map(|scene| Ready {
            scene,
            team: catalogue::team(scene.service),
            id: label(scene.id),
            service: label(scene.service),
            severity: match scene.from {
                From::Alert(severity) => Some(label(severity)),
                From::Desk(..) => None,
            },
            about: SafeText::clean(scene.about, Kind::Note),
            url: line(&format!("https://grafana.example.org/d/{}", scene.service)),
            runbook: line(&format!(
                "{}/{}",
                catalogue::runbook(scene.service),
                scene.id.to_ascii_lowercase()
            )),
        });
        Self {
            scenes: scenes.collect(),
            regions: REGIONS.map(|r| [label(r), label(&format!("prod-{r}"))]),
            offices: OFFICES.map(label),
            alertmanager: label("alertmanager"),
            prometheus: label("prometheus"),
            tui: label("tui"),
            pipeline: label("pipeline"),
            ci: label("ci"),
            labels: Labels {
                alertname: label("alertname"),
                category: label("category"),
                cluster: label("cluster"),
                env: label("env"),
                prod: label("prod"),
                instance: label("instance"),
                office: label("office"),
                region: label("region"),
            },
        }
    }

    /// Every scene.
    pub fn scenes(&self) -> &[Ready] {
        &self.scenes
    }

    /// The scene of this name.
    pub fn scene(&self, id: &str) -> Option<&Ready> {
        self.scenes.iter().find(|r| r.scene.id == id)
    }

    /// The scene that an incident with these labels is of.
    pub fn told_by(&self, labels: &BTreeMap<SafeText, SafeText>) -> Option<&Ready> {
        let name = labels.get(&self.labels.alertname).or_else(|| labels.get(&self.labels.category))?;
        self.scenes.iter().find(|r| r.id == *name)
    }

    /// `step` as a request; `number` is the incident's, where it has one (what does not need it does not look).
    pub fn op(&self, ready: &Ready, facts: &Facts, number: Number, step: &Step) -> Op {
        let act = |action| Op::Act { number, action: Box::new(action), if_version: None };
        match step {
            Step::Rises { desk } => match ready.scene.from {
                From::Alert(_) => self.signal(self.alert(ready, facts)),
                From::Desk(..) => Op::New(Box::new(self.call(ready, facts, desk.clone()))),
            },
            Step::Clears => self.signal(Signal {
                dedup_key: ready.key(facts),
                status: SignalStatus::Resolved,
                source: Some(self.prometheus.clone()),
                ..Signal::default()
            }),
            Step::Acked { by, words } => {
                act(Action::from(Ack { note: words.clone(), for_s: None, by: self.by(by) }))
            }
            Step::Given { to, by } => act(Action::from(Assign { to: Some(to.clone()), by: self.by(by) })),
            Step::Noted { by, words } => act(Action::from(NoteText { text: words.clone(), by: self.by(by) })),
            Step::Mended { by, code, words } => act(Action::from(Resolve {
                code: Some(label(code)),
                note: Some(words.clone()),
                by: self.by(by),
            })),
            Step::Did { by, verb } => act(Action { verb: (**verb).clone(), by: self.by(by) }),
            Step::Back { by, words } => act(Action::from(Reopen { reason: words.clone(), by: self.by(by) })),
        }
    }

    /// The change that precedes this trouble, as a request; at `at`, where that is not now.
    pub fn cause(&self, ready: &Ready, facts: &Facts, by: &SafeText, at: Option<Time>) -> Option<Op> {
        let cause = ready.scene.cause.as_ref()?;
        let version = facts.text(ready.scene, "{ver}", Kind::Label);
        let deploy = cause.kind == ServiceChangeKind::Deploy;
        let new = NewServiceChange {
            service: label(cause.service),
            kind: cause.kind,
            title: facts.text(ready.scene, cause.title, Kind::Line),
            version: deploy.then_some(version),
            url: deploy.then(|| line(&format!("https://ci.example.org/{}", cause.service))),
            by: if deploy {
                By { name: Some(self.pipeline.clone()), via: Some(self.ci.clone()), at }
            } else {
                By { at, ..self.by(by) }
            },
        };
        Some(Op::Change(Box::new(new)))
    }

    /// A deploy that harms nobody.
    pub fn deploy(&self, service: &str, version: &str, at: Option<Time>) -> Op {
        Op::Change(Box::new(NewServiceChange {
            service: label(service),
            kind: ServiceChangeKind::Deploy,
            title: line(&format!("{service} {version} to prod")),
            version: Some(label(version)),
            url: Some(line(&format!("https://ci.example.org/{service}"))),
            by: By { name: Some(self.pipeline.clone()), via: Some(self.ci.clone()), at },
        }))
    }

    /// Who fills the catalogue.
    pub fn registrar(&self) -> By {
        By { name: Some(self.pipeline.clone()), via: Some(self.ci.clone()), at: None }
    }

    /// What monitoring sees, opened by a person at another time than now.
    pub fn seen(&self, ready: &Ready, facts: &Facts, by: &SafeText, at: Time) -> Op {
        let new = NewIncident {
            origin: Some(Origin::Monitoring),
            reporter: None,
            by: By { at: Some(at), ..self.by(by) },
            ..self.call(ready, facts, None)
        };
        Op::New(Box::new(new))
    }

    /// Somebody at a screen.
    pub fn by(&self, who: &SafeText) -> By {
        By { name: Some(who.clone()), via: Some(self.tui.clone()), at: None }
    }

    fn signal(&self, signal: Signal) -> Op {
        Op::Signals { signals: vec![signal], raw: None, from: self.alertmanager.clone() }
    }

    /// The labels of an alert.
    pub fn labels(&self, ready: &Ready, facts: &Facts) -> BTreeMap<SafeText, SafeText> {
        let [region, cluster] = &self.regions[facts.region];
        let names = &self.labels;
        let labels = [
            (&names.alertname, ready.id.clone()),
            (&names.cluster, cluster.clone()),
            (&names.env, names.prod.clone()),
            (&names.instance, facts.text(ready.scene, "{host}", Kind::Label)),
            (&names.region, region.clone()),
        ];
        labels.into_iter().map(|(name, value)| (name.clone(), value)).collect()
    }

    fn alert(&self, ready: &Ready, facts: &Facts) -> Signal {
        Signal {
            dedup_key: ready.key(facts),
            status: SignalStatus::Firing,
            title: Some(facts.title(ready.scene)),
            description: Some(ready.about.clone()),
            service: Some(ready.service.clone()),
            severity: ready.severity.clone(),
            labels: self.labels(ready, facts),
            at: None,
            url: Some(ready.url.clone()),
            runbook: Some(ready.runbook.clone()),
            source: Some(self.prometheus.clone()),
        }
    }

    fn call(&self, ready: &Ready, facts: &Facts, desk: Option<SafeText>) -> NewIncident {
        let (impact, urgency) = ready.scene.weight();
        let origin = match ready.scene.from {
            From::Desk(origin, ..) => Some(origin),
            From::Alert(_) => None,
        };
        let names = &self.labels;
        let labels = [
            (names.category.clone(), ready.id.clone()),
            (names.office.clone(), self.offices[facts.office].clone()),
        ];
        NewIncident {
            title: facts.title(ready.scene),
            description: Some(ready.about.clone()),
            service: Some(ready.service.clone()),
            impact: Some(impact),
            urgency: Some(urgency),
            team: Some(label(ready.team)),
            labels: labels.into(),
            origin,
            reporter: callers::caller(ready.scene.id, OFFICES[facts.office]),
            verdict: (ready.scene.id == "DashboardZone").then_some(Verdict::Request),
            runbook: Some(ready.runbook.clone()),
            by: By { name: desk, via: Some(self.tui.clone()), at: None },
            ..NewIncident::default()
        }
    }
}
