//! The frame around every page: who is logged in, where one can go, what waits (the look, and 8.4).

pub mod columns;
pub mod export;
pub mod form;
pub mod list;
mod nav;
pub mod plain;

use actix_web::HttpResponse;
use actix_web::cookie::Cookie;
use actix_web::http::{StatusCode, header};
use serde::Serialize;

use crate::access::Page;
use crate::error::Error;
use crate::features::notices;
use crate::platform::db::Id;
use crate::platform::i18n::Lang;
use crate::platform::web::{flash, statics};

pub use nav::{Badges, Place};

#[derive(Debug, Serialize)]
struct Me {
    name: String,
    organisation: String,
    initials: String,
    email: String,
    roles: Vec<String>,
}

#[derive(Debug, Serialize)]
struct Language {
    code: &'static str,
    label: &'static str,
    current: bool,
}

#[derive(Debug, Serialize)]
struct Shell {
    lang: &'static str,
    languages: Vec<Language>,
    csrf: String,
    /// Whose what stays on the device is.
    user: Id,
    /// In which people read and write times.
    time_zone: &'static str,
    me: Me,
    nav: Vec<nav::Item>,
    billing: Vec<nav::Tab>,
    bell: Bell,
    flash: Option<flash::Flash>,
    demo: bool,
    path: String,
    request_id: String,
    statics: &'static str,
}

/// What the person was told and has not read.
#[derive(Debug, Serialize)]
struct Bell {
    count: Option<String>,
    current: bool,
}

#[derive(Serialize)]
struct Framed<'a, T> {
    shell: Shell,
    title: String,
    lang: &'static str,
    statics: &'static str,
    #[serde(flatten)]
    page: &'a T,
}

/// Renders `template` inside the frame. `title` is a text key such as `title-customers`; `args` fill it.
///
/// # Errors
/// `Internal` where the template does not fit the page.
pub async fn render(
    page: &Page,
    template: &'static str,
    title: &str,
    args: &[(&str, String)],
    data: &impl Serialize,
) -> Result<HttpResponse, Error> {
    render_as(page, StatusCode::OK, template, title, args, data).await
}

/// Like [`render`], for a form that is shown again because fields are wrong (422).
///
/// # Errors
/// `Internal` where the template does not fit the page.
pub async fn render_invalid(
    page: &Page,
    template: &'static str,
    title: &str,
    args: &[(&str, String)],
    data: &impl Serialize,
) -> Result<HttpResponse, Error> {
    render_as(page, StatusCode::UNPROCESSABLE_ENTITY, template, title, args, data).await
}

/// Like [`render`], with another status: for a form that is shown again because the object moved on (409, 412).
///
/// # Errors
/// `Internal` where the template does not fit the page.
pub async fn render_as(
    page: &Page,
    status: StatusCode,
    template: &'static str,
    title: &str,
    args: &[(&str, String)],
    data: &impl Serialize,
) -> Result<HttpResponse, Error> {
    let waiting =
        page.read(|conn, page| Ok((nav::badges(conn, page)?, notices::unread(conn, &page.actor)?))).await?;
    let framed = Framed {
        shell: shell(page, waiting),
        title: page.services.texts.text(page.lang(), title, args),
        lang: page.lang().tag(),
        statics: statics::digest(),
        page: data,
    };
    let html = page.services.views.render(page.lang(), template, &framed)?;
    let mut response = HttpResponse::build(status);
    response.content_type("text/html; charset=utf-8").insert_header((header::CACHE_CONTROL, "no-store"));
    if page.flash.is_some() {
        let mut gone = Cookie::build(flash::COOKIE, "").path("/").finish();
        gone.make_removal();
        response.cookie(gone);
    }
    Ok(response.body(html))
}

fn shell(page: &Page, (badges, unread): (Badges, usize)) -> Shell {
    let (actor, texts, lang) = (&page.actor, &page.services.texts, page.lang());
    let here = &page.incoming.path;
    let flash = page.flash.as_deref().and_then(|value| flash::read(value, |key| texts.find(lang, key, &[])));
    Shell {
        lang: lang.tag(),
        languages: Lang::ALL.into_iter().map(|other| language(other, lang)).collect(),
        csrf: actor.csrf().to_string(),
        user: actor.user(),
        time_zone: page.services.settings.time_zone.name(),
        me: Me {
            name: actor.name().to_string(),
            organisation: actor.organisation_name().to_string(),
            initials: initials(actor.name()),
            email: actor.email().to_string(),
            roles: actor.roles().iter().map(|role| texts.word(lang, "role", role.as_str())).collect(),
        },
        nav: nav::items(actor, here, badges),
        billing: nav::billing(actor, here),
        bell: Bell { count: bell_count(unread), current: here == "/notices" },
        flash,
        demo: page.services.settings.demo,
        path: here.clone(),
        request_id: page.incoming.request_id.clone(),
        statics: statics::digest(),
    }
}

/// What the bell shows: nothing, the number, or that there are more than one counts.
fn bell_count(unread: usize) -> Option<String> {
    match unread {
        0 => None,
        1..100 => Some(unread.to_string()),
        _ => Some("99+".to_string()),
    }
}

fn language(other: Lang, current: Lang) -> Language {
    let label = match other {
        Lang::ZhCn => "中文",
        Lang::En => "English",
    };
    Language { code: other.tag(), label, current: other == current }
}

/// One or two characters for a person: the last of a Chinese name, the first letters of another.
fn initials(name: &str) -> String {
    if name.chars().any(|c| c > '\u{2e7f}') {
        return name.chars().last().map(String::from).unwrap_or_default();
    }
    name.split_whitespace().filter_map(|word| word.chars().next()).take(2).collect::<String>().to_uppercase()
}
