//! Who calls the service desk: roles with a telephone, not people.

use fastrand::Rng;

use crate::{
    domain::record::Caller,
    text::{Kind, SafeText},
    wire::Person,
};

/// id, name, department, zone, last digits of the telephone, to be called back first.
struct Row(&'static str, &'static str, &'static str, &'static str, u16, bool);

const CALLERS: &[Row] = &[
    Row("audit", "Audit team", "finance", "Europe/Lisbon", 117, false),
    Row("board-office", "Board office", "management", "Europe/Stockholm", 100, true),
    Row("booth-3", "Field sales, booth 3", "sales", "America/Toronto", 163, false),
    Row("careers-page", "Careers page editor", "people", "Europe/Dublin", 125, false),
    Row("finance-desk", "Finance desk", "finance", "Europe/Lisbon", 110, true),
    Row("floor-2", "Floor warden, floor 2", "facilities", "Europe/Stockholm", 132, false),
    Row("loading-dock", "Loading dock", "warehouse", "America/Recife", 171, false),
    Row("new-starter", "New starter, shop team", "shop", "Europe/Lisbon", 148, false),
    Row("office-lisbon", "Front office Lisbon", "facilities", "Europe/Lisbon", 111, false),
    Row("office-recife", "Front office Recife", "facilities", "America/Recife", 115, false),
    Row("office-singapore", "Front office Singapore", "facilities", "Asia/Singapore", 114, false),
    Row("office-stockholm", "Front office Stockholm", "facilities", "Europe/Stockholm", 112, false),
    Row("office-toronto", "Front office Toronto", "facilities", "America/Toronto", 113, false),
    Row("sales-lead", "Sales lead", "sales", "America/Denver", 160, true),
    Row("till-7", "Shop manager, till 7", "shop", "Asia/Singapore", 187, false),
];

/// Who tells of which scene; of all others the office where it is.
const TELLS: &[(&str, &str)] = &[
    ("AuditExport", "audit"),
    ("BadgeReader", "loading-dock"),
    ("DashboardZone", "sales-lead"),
    ("FooterYear", "careers-page"),
    ("GiftCards", "till-7"),
    ("LaptopKey", "new-starter"),
    ("MeetingRoom", "board-office"),
    ("PrinterQueue", "floor-2"),
    ("SearchRelevance", "till-7"),
    ("VpnOne", "booth-3"),
];

fn label(words: &str) -> SafeText {
    SafeText::clean(words, Kind::Label)
}

impl Row {
    fn phone(&self) -> SafeText {
        // Numbers that are kept free for stories.
        label(&format!("+1 555 0{}", self.4))
    }

    fn person(&self) -> Person {
        let Self(id, name, team, zone, _, vip) = self;
        Person {
            id: label(id),
            name: Some(label(name)),
            email: Some(label(&format!("{id}@example.org"))),
            phone: Some(self.phone()),
            team: Some(label(team)),
            time_zone: Some((*zone).to_owned()),
            vip: *vip,
        }
    }

    fn caller(&self) -> Caller {
        let Self(id, name, .., vip) = self;
        Caller {
            name: label(name),
            person: Some(label(id)),
            email: Some(label(&format!("{id}@example.org"))),
            phone: Some(self.phone()),
            vip: *vip,
            on_behalf_of: None,
        }
    }
}

/// All of them, for the directory.
pub(super) fn people() -> impl Iterator<Item = Person> {
    CALLERS.iter().map(Row::person)
}

/// Who tells of this scene in this office.
pub(super) fn caller(scene: &str, office: &str) -> Option<Caller> {
    let id = TELLS.iter().find(|(s, _)| *s == scene).map(|(_, id)| *id);
    let of_office =
        |row: &&Row| row.0.strip_prefix("office-").is_some_and(|o| o.eq_ignore_ascii_case(office));
    let row = match id {
        Some(id) => CALLERS.iter().find(|row| row.0 == id),
        None => CALLERS.iter().find(of_office),
    };
    row.map(Row::caller)
}

/// Somebody else than who tells of this scene, who has it too.
pub(super) fn another(scene: &str, rng: &mut Rng) -> Option<Caller> {
    let teller = TELLS.iter().find(|(s, _)| *s == scene).map(|(_, id)| *id);
    let others: Vec<&Row> = CALLERS.iter().filter(|row| Some(row.0) != teller).collect();
    rng.choice(others).map(Row::caller)
}

#[cfg(test)]
mod tests {
    use super::{super::fill::OFFICES, *};

    #[test]
    fn everybody_who_tells_is_in_the_directory() {
        let ids: Vec<&str> = CALLERS.iter().map(|r| r.0).collect();
        assert!(ids.is_sorted());
        assert!(TELLS.iter().all(|(_, id)| ids.contains(id)));
        assert!(OFFICES.iter().all(|office| caller("VpnOffice", office).is_some()));
        assert!(people().any(|p| p.vip) && people().all(|p| p.phone.is_some()));
    }
}
