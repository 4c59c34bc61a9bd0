//! The arithmetic against published figures.

use super::*;

fn near(a: f64, b: f64, within: f64) {
    assert!((a - b).abs() <= within, "{a} is not {b}");
}

#[test]
fn contrast_is_computed_as_the_standard_says() {
    near(ratio([0; 3], [255; 3]), 21.0, 0.001);
    near(ratio([0x77; 3], [255; 3]), 4.48, 0.005);
    near(ratio([255; 3], [0x76; 3]), 4.54, 0.005);
    near(ratio([9, 9, 9], [9, 9, 9]), 1.0, 0.0);
}

#[test]
fn distance_is_that_of_the_paper() {
    // Sharma, Wu and Dalal, table 1: pairs 1, 7, 9, 15, 17, 18, 19, 20 and 34.
    for (a, b, figure) in [
        ([50.0, 2.6772, -79.7751], [50.0, 0.0, -82.7485], 2.0425),
        ([50.0, 0.0, 0.0], [50.0, -1.0, 2.0], 2.3669),
        ([50.0, 2.49, -0.001], [50.0, -2.49, 0.0009], 7.1792),
        ([50.0, 2.5, 0.0], [50.0, 0.0, -2.5], 4.3065),
        ([50.0, 2.5, 0.0], [73.0, 25.0, -18.0], 27.1492),
        ([50.0, 2.5, 0.0], [61.0, -5.0, 29.0], 22.8977),
        ([50.0, 2.5, 0.0], [56.0, -27.0, -3.0], 31.9030),
        ([50.0, 2.5, 0.0], [58.0, 24.0, 15.0], 19.4535),
        ([2.0776, 0.0795, -1.1350], [0.9033, -0.0636, -0.5514], 0.9082),
    ] {
        near(ciede2000(a, b), figure, 0.0001);
        near(ciede2000(b, a), figure, 0.0001);
    }
    near(lab([255; 3], Sight::Usual)[0], 100.0, 0.01);
    near(distance([1, 2, 3], [1, 2, 3], Sight::Tritanopia), 0.0, 0.0);
}

#[test]
fn eyes_without_a_cone_confuse_what_they_are_known_to() {
    let (red, green) = ([0xc0, 0x50, 0x30], [0x70, 0x80, 0x20]);
    let usual = distance(red, green, Sight::Usual);
    for sight in [Sight::Protanopia, Sight::Deuteranopia] {
        assert!(distance(red, green, sight) < usual / 2.0, "{}", sight.word());
    }
    assert!(distance(red, green, Sight::Tritanopia) > usual / 2.0);
    // Grey stays grey to all: the rows of each matrix sum to 1.
    for sight in Sight::ALL {
        let [_, a, b] = lab([0x80; 3], sight);
        assert!(a.abs() < 0.2 && b.abs() < 0.2, "{} {a} {b}", sight.word());
    }
}

#[test]
fn the_console_is_that_of_vga() {
    assert_eq!(console(Color::Yellow, false), Some([0xaa, 0x55, 0]));
    assert_eq!(console(Color::Yellow, true), Some([0xff, 0xff, 0x55]));
    assert_eq!(console(Color::LightYellow, false), Some([0xff, 0xff, 0x55]));
    assert_eq!(console(Color::Black, true), Some([0x55; 3]));
    assert_eq!(console(Color::Blue, false), Some([0, 0, 0xaa]));
    assert_eq!(console(Color::Gray, false), Some([0xaa; 3]));
    assert_eq!(console(Color::Reset, true), None);
    assert_eq!(console_ground(Color::LightRed), Some([0xaa, 0, 0]));
}
