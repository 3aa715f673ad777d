//! The icons of the portal, by the names that templates use; the drawings come from a crate.

use heroicons::{Icon, icon_name as n, icon_variant::Outline};
use tera::{Kwargs, State, TeraResult, Value};

macro_rules! icons {
    ($($name:literal => $icon:ident),+ $(,)?) => {
        /// Every icon name that templates may use.
        pub const NAMES: &[&str] = &[$($name),+];

        fn drawing(name: &str) -> Option<String> {
            match name {
                $($name => Some(Icon { name: n::$icon, variant: Outline, id: "", class: "icon" }.to_string()),)+
                _ => None,
            }
        }
    };
}

icons! {
    "home" => Home,
    "wrench" => WrenchScrewdriver,
    "document" => DocumentText,
    "documents" => DocumentDuplicate,
    "clipboard" => ClipboardDocumentCheck,
    "customers" => BuildingOffice2,
    "building" => BuildingOffice,
    "money" => Banknotes,
    "receipt" => ReceiptPercent,
    "table" => TableCells,
    "people" => Users,
    "person" => UserCircle,
    "user-plus" => UserPlus,
    "shield" => ShieldCheck,
    "eye" => Eye,
    "search" => MagnifyingGlass,
    "bell" => Bell,
    "language" => Language,
    "logout" => ArrowRightStartOnRectangle,
    "login" => ArrowLeftEndOnRectangle,
    "plus" => Plus,
    "minus" => Minus,
    "check" => Check,
    "check-circle" => CheckCircle,
    "x" => XMark,
    "x-circle" => XCircle,
    "warning" => ExclamationTriangle,
    "info" => InformationCircle,
    "question" => QuestionMarkCircle,
    "clock" => Clock,
    "calendar" => CalendarDays,
    "map-pin" => MapPin,
    "chevron-right" => ChevronRight,
    "chevron-left" => ChevronLeft,
    "chevron-down" => ChevronDown,
    "chevron-up" => ChevronUp,
    "arrow-right" => ArrowRight,
    "arrow-left" => ArrowLeft,
    "back" => ArrowUturnLeft,
    "refresh" => ArrowPath,
    "send" => PaperAirplane,
    "pencil" => PencilSquare,
    "trash" => Trash,
    "copy" => Square2Stack,
    "link" => Link,
    "lock" => LockClosed,
    "unlock" => LockOpen,
    "key" => Key,
    "phone" => Phone,
    "mail" => Envelope,
    "inbox" => Inbox,
    "chat" => ChatBubbleLeftRight,
    "list" => ListBullet,
    "menu" => Bars3,
    "more" => EllipsisHorizontal,
    "filter" => Funnel,
    "settings" => Cog6Tooth,
    "print" => Printer,
    "download" => ArrowDownTray,
    "external" => ArrowTopRightOnSquare,
    "sun" => Sun,
    "moon" => Moon,
    "star" => Star,
    "scale" => Scale,
    "calculator" => Calculator,
    "flag" => Flag,
    "hand" => HandRaised,
    "briefcase" => Briefcase,
    "truck" => Truck,
    "cube" => Cube,
    "device" => ComputerDesktop,
    "history" => Clock,
    "save" => CloudArrowUp,
    "camera" => Camera,
    "paperclip" => PaperClip,
}

/// `icon(name)` of the templates: the drawing as SVG, hidden from screen readers because words stand beside it.
///
/// # Errors
/// Where no icon has that name.
pub fn icon(kwargs: Kwargs, _: &State) -> TeraResult<Value> {
    let name: String = kwargs.must_get("name")?;
    let svg = drawing(&name).ok_or_else(|| tera::Error::message(format!("no icon is called {name}")))?;
    Ok(Value::safe_string(&svg.replacen("<svg", "<svg aria-hidden=\"true\"", 1)))
}
