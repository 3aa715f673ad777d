//! `import`: a dry run first, and again nothing new.

use super::Place;

#[test]
fn a_dry_run_stores_nothing_and_a_second_import_changes_nothing() {
    let place = Place::new();
    place.run(&["migrate"]).expect(0);
    let nobody = place.run(&["import", "customers", "none.csv"]).expect(1);
    assert!(nobody.err.contains("none.csv"), "{}", nobody.err);
    place
        .run(&["admin", "create", "--email", "admin@vendor.example", "--name", "A", "--organisation", "V"])
        .expect(0);
    let file = place.write("客户.csv", "客户名称,类别,城市\n命令客户,大客户,深圳\n另一客户,大客户,没有\n");
    let dry = place.run(&["import", "customers", &file]).expect(1);
    assert!(dry.out.contains("1 new, 0 changed, 0 unchanged, 1 refused: nothing is stored"), "{}", dry.out);
    assert!(dry.out.contains("city"), "{}", dry.out);
    let refused = place.run(&["import", "customers", &file, "--apply"]).expect(1);
    assert!(refused.err.contains("nothing is stored"), "{}", refused.err);
    let done = place.run(&["import", "customers", &file, "--apply", "--skip-refused", "--json"]).expect(1);
    assert_eq!((&done.json()["stored"], &done.json()["new"]), (&true.into(), &1.into()));
    let again = place.run(&["import", "customers", &file, "--json"]).expect(1);
    assert_eq!(
        (&again.json()["unchanged"], &again.json()["lines"][1]["errors"][0]["code"]),
        (&1.into(), &"not_a_city".into())
    );
    place.run(&["import", "machines", &file]).expect(2);
    place.run(&["import", "customers", &file, "--as", "nobody@vendor.example"]).expect(1);
}
