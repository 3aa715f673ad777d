//! How a body is declared: fields, their kinds and the ways of an either-or object.

/// One field of a body. Tables are constants: `const FIELDS: &[Field] = &[Field::text("product", 200).required()]`.
#[derive(Debug, Clone, Copy)]
pub struct Field {
    /// The name on the wire, as in the specification. May not begin with `_`.
    pub name: &'static str,
    /// What the field may hold.
    pub kind: Kind,
    /// Needed once the body is complete; a draft may lack it.
    pub required: bool,
    /// Takes the whole width of a form.
    pub wide: bool,
    /// Last part of the Fluent key of the unit shown after the input (`minutes` → `unit-minutes`).
    pub unit: Option<&'static str>,
    /// The id of the page's `<datalist>` with suggestions.
    pub list_id: Option<&'static str>,
}

/// What a field may hold. Lengths count Unicode scalar values.
#[derive(Debug, Clone, Copy)]
pub enum Kind {
    /// One line.
    Text { max: usize },
    /// Several lines.
    LongText { max: usize },
    /// A JSON integer within both bounds.
    Integer { min: i64, max: i64 },
    /// An amount in fen, a JSON integer within both bounds; in a form yuan, such as `1,200.50`.
    Money { min: i64, max: i64 },
    /// RFC 3339 with offset, from 2013 on; in a form local time.
    Moment,
    /// `YYYY-MM-DD`, from 2013 on.
    Date,
    /// `true` or `false`; a checkbox in a form.
    Bool,
    /// One of these identifiers.
    Choice(&'static [&'static str]),
    /// Any of these identifiers, each at most once; repeated keys in a form.
    Choices(&'static [&'static str]),
    /// Six digits of GB/T 2260; whether the city exists is for the policy to say.
    City,
    /// A UUID as text; whether it names something in sight is for the feature to say.
    Id,
    /// A phone number.
    Phone,
    /// A mail address.
    Email,
    /// Kept exactly as typed and never shown again.
    Password { max: usize },
    /// Short texts; one per line in a form.
    TextList { max_items: usize, max: usize },
    /// An object with fields of its own.
    Group(&'static [Field]),
    /// Rows of objects.
    List { max: usize, fields: &'static [Field] },
    /// An object with the fields of exactly one of the variants.
    Either(&'static [Variant]),
}

/// One way of an either-or object. Field names must differ between the variants of one field.
#[derive(Debug, Clone, Copy)]
pub struct Variant {
    /// What the form's `<field>._which` says to choose it.
    pub key: &'static str,
    /// The fields of this way.
    pub fields: &'static [Field],
}

impl Variant {
    /// A way named `key`.
    #[must_use]
    pub const fn new(key: &'static str, fields: &'static [Field]) -> Self {
        Self { key, fields }
    }
}

impl Field {
    /// A field of any kind, optional and narrow.
    #[must_use]
    pub const fn new(name: &'static str, kind: Kind) -> Self {
        Self { name, kind, required: false, wide: false, unit: None, list_id: None }
    }

    /// Needed once the body is complete.
    #[must_use]
    pub const fn required(mut self) -> Self {
        self.required = true;
        self
    }

    /// Takes the whole width of a form.
    #[must_use]
    pub const fn wide(mut self) -> Self {
        self.wide = true;
        self
    }

    /// Shows the unit `unit-<key>` after the input.
    #[must_use]
    pub const fn unit(mut self, key: &'static str) -> Self {
        self.unit = Some(key);
        self
    }

    /// Offers the suggestions of the page's `<datalist id=…>`.
    #[must_use]
    pub const fn list_id(mut self, id: &'static str) -> Self {
        self.list_id = Some(id);
        self
    }
}

/// Short names for the kinds, so that a table reads as a list of the body's fields.
impl Field {
    /// One line of at most `max` characters.
    #[must_use]
    pub const fn text(name: &'static str, max: usize) -> Self {
        Self::new(name, Kind::Text { max })
    }

    /// Several lines, together at most `max` characters.
    #[must_use]
    pub const fn long_text(name: &'static str, max: usize) -> Self {
        Self::new(name, Kind::LongText { max })
    }

    /// An integer from `min` to `max`.
    #[must_use]
    pub const fn integer(name: &'static str, min: i64, max: i64) -> Self {
        Self::new(name, Kind::Integer { min, max })
    }

    /// An amount of money in fen.
    #[must_use]
    pub const fn money(name: &'static str, min: i64, max: i64) -> Self {
        Self::new(name, Kind::Money { min, max }).unit("yuan")
    }

    /// A moment.
    #[must_use]
    pub const fn moment(name: &'static str) -> Self {
        Self::new(name, Kind::Moment)
    }

    /// A calendar day.
    #[must_use]
    pub const fn date(name: &'static str) -> Self {
        Self::new(name, Kind::Date)
    }

    /// Yes or no.
    #[must_use]
    pub const fn flag(name: &'static str) -> Self {
        Self::new(name, Kind::Bool)
    }

    /// One of `options`.
    #[must_use]
    pub const fn choice(name: &'static str, options: &'static [&'static str]) -> Self {
        Self::new(name, Kind::Choice(options))
    }

    /// Any of `options`.
    #[must_use]
    pub const fn choices(name: &'static str, options: &'static [&'static str]) -> Self {
        Self::new(name, Kind::Choices(options))
    }

    /// A city code.
    #[must_use]
    pub const fn city(name: &'static str) -> Self {
        Self::new(name, Kind::City)
    }

    /// A reference to another object.
    #[must_use]
    pub const fn id(name: &'static str) -> Self {
        Self::new(name, Kind::Id)
    }

    /// A phone number.
    #[must_use]
    pub const fn phone(name: &'static str) -> Self {
        Self::new(name, Kind::Phone)
    }

    /// A mail address.
    #[must_use]
    pub const fn email(name: &'static str) -> Self {
        Self::new(name, Kind::Email)
    }

    /// A password of at most `max` characters.
    #[must_use]
    pub const fn password(name: &'static str, max: usize) -> Self {
        Self::new(name, Kind::Password { max })
    }

    /// At most `max_items` texts of at most `max` characters each.
    #[must_use]
    pub const fn text_list(name: &'static str, max_items: usize, max: usize) -> Self {
        Self::new(name, Kind::TextList { max_items, max })
    }

    /// An object.
    #[must_use]
    pub const fn group(name: &'static str, fields: &'static [Field]) -> Self {
        Self::new(name, Kind::Group(fields))
    }

    /// At most `max` rows.
    #[must_use]
    pub const fn list(name: &'static str, max: usize, fields: &'static [Field]) -> Self {
        Self::new(name, Kind::List { max, fields })
    }

    /// An either-or object.
    #[must_use]
    pub const fn either(name: &'static str, variants: &'static [Variant]) -> Self {
        Self::new(name, Kind::Either(variants))
    }
}
