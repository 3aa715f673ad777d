//! `admin`: accounts without anybody logged in.

use super::{Place, Ran};

fn create(place: &Place, email: &str) -> Ran {
    place.run(&["admin", "create", "--email", email, "--name", "管理员", "--organisation", "厂商", "--json"])
}

#[test]
fn create_prints_a_one_time_link_and_no_password() {
    let place = Place::new();
    let made = create(&place, "admin@vendor.example").expect(0).json();
    assert!(made["link"].as_str().unwrap().contains("/set-password/"), "{made}");
    let again = create(&place, "admin@vendor.example").expect(1);
    assert!(again.err.contains("email: taken"), "{}", again.err);
    let wrong = create(&place, "no address").expect(1);
    assert!(wrong.err.contains("email: not_an_email"), "{}", wrong.err);
}

#[test]
fn the_first_administrator_names_the_vendor() {
    let place = Place::new();
    let ran = place.run(&["admin", "create", "--email", "a@vendor.example", "--name", "A"]).expect(1);
    assert!(ran.err.contains("organisation: required"), "{}", ran.err);
}

#[test]
fn reset_password_gives_another_link() {
    let place = Place::new();
    let first = create(&place, "admin@vendor.example").expect(0).json();
    let args = ["admin", "reset-password", "--email", "Admin@vendor.example", "--json"];
    assert_ne!(place.run(&args).expect(0).json()["link"], first["link"]);
    let nobody = place.run(&["admin", "reset-password", "--email", "nobody@vendor.example"]).expect(1);
    assert!(nobody.err.contains("email: not_found"), "{}", nobody.err);
}

#[test]
fn disable_keeps_the_last_administrator() {
    let place = Place::new();
    create(&place, "one@vendor.example").expect(0);
    let last = place.run(&["admin", "disable", "--email", "one@vendor.example"]).expect(1);
    assert!(last.err.contains("last administrator"), "{}", last.err);
    create(&place, "two@vendor.example").expect(0);
    place.run(&["admin", "disable", "--email", "one@vendor.example"]).expect(0);
    place.run(&["admin", "disable", "--email", "one@vendor.example"]).expect(1);
    place.run(&["admin", "reset-password", "--email", "one@vendor.example"]).expect(1);
}
