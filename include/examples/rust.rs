//! rust - the formula of plugins/example in Rust: hours of training per member of staff.
//!
//!     rustc --crate-type cdylib -O -C panic=abort -o rust.so rust.rs
//!
//! The structures are those of juri/plugin.h, contract 1.0, member by member.
use std::os::raw::{c_char, c_int, c_void};
use std::ptr::null;

#[repr(C)]
pub struct Role {
    name: *const c_char,
    text: *const c_char,
    unit: *const c_char,
    direction: i32,
    flags: u32,
}

#[repr(C)]
pub struct Input {
    columns: *const *const f64,
    count: u32,
    bound: u32,
}

#[repr(C)]
pub struct Services {
    size: u32,
    reserved: u32,
    undefined: extern "C" fn(*const Call, u32, *const c_char),
    note: extern "C" fn(*const Call, u32, *const c_char),
    log: extern "C" fn(*const Call, *const c_char),
    alloc: extern "C" fn(*const Call, usize) -> *mut c_void,
    round: extern "C" fn(*const Call, f64, u32) -> f64,
}

#[repr(C)]
pub struct Call {
    size: u32,
    rows: u32,
    n_inputs: u32,
    n_params: u32,
    inputs: *const Input,
    params: *const f64,
    measure: *mut f64,
    services: *const Services,
    engine: *mut c_void,
}

#[repr(C)]
pub struct Method {
    name: *const c_char,
    text: *const c_char,
    unit: *const c_char,
    min: f64,
    max: f64,
    roles: *const Role,
    params: *const c_void, // it has none
    n_roles: u32,
    n_params: u32,
    measure: extern "C" fn(*const Call) -> c_int,
}

#[repr(C)]
pub struct Plugin {
    size: u32,
    major: u32,
    minor: u32,
    method_size: u32,
    role_size: u32,
    param_size: u32,
    name: *const c_char,
    version: *const c_char,
    text: *const c_char,
    methods: *const Method,
    n_methods: u32,
    reserved: u32,
}

/// Tables are constant: pointers in them may be shared.
pub struct Constant<T>(T);
unsafe impl<T> Sync for Constant<T> {}

const fn text(bytes: &'static [u8]) -> *const c_char {
    assert!(bytes[bytes.len() - 1] == 0);
    bytes.as_ptr() as *const c_char
}

fn measure(hours: f64, staff: f64) -> Result<f64, &'static [u8]> {
    if staff == 0.0 {
        Err(b"no staff\0")
    } else {
        Ok(hours / staff)
    }
}

extern "C" fn hours_per_head(call: *const Call) -> c_int {
    unsafe {
        let call = &*call;
        let rows = call.rows as usize;
        let column = |role: usize| {
            std::slice::from_raw_parts(*(*call.inputs.add(role)).columns, rows)
        };
        let (hours, staff) = (column(0), column(1));
        let measures = std::slice::from_raw_parts_mut(call.measure, rows);
        for row in 0..rows {
            match measure(hours[row], staff[row]) {
                Ok(value) => measures[row] = value,
                Err(why) => ((*call.services).undefined)(call, row as u32, text(why)),
            }
        }
    }
    0
}

static ROLES: Constant<[Role; 2]> = Constant([
    Role {
        name: text(b"hours\0"),
        text: text(b"hours of training in the year\0"),
        unit: text(b"h\0"),
        direction: 1,
        flags: 0,
    },
    Role {
        name: text(b"staff\0"),
        text: text(b"members of staff\0"),
        unit: null(),
        direction: -1,
        flags: 0,
    },
]);

static METHODS: Constant<[Method; 1]> = Constant([Method {
    name: text(b"hours-per-head\0"),
    text: text(b"hours / staff\0"),
    unit: text(b"h per head\0"),
    min: 0.0,
    max: 8784.0,
    roles: &ROLES.0 as *const Role,
    params: null(),
    n_roles: 2,
    n_params: 0,
    measure: hours_per_head,
}]);

static PLUGIN: Constant<Plugin> = Constant(Plugin {
    size: std::mem::size_of::<Plugin>() as u32,
    major: 1,
    minor: 0,
    method_size: std::mem::size_of::<Method>() as u32,
    role_size: std::mem::size_of::<Role>() as u32,
    param_size: 64,
    name: text(b"rust\0"),
    version: text(b"0.1\0"),
    text: text(b"a plugin in Rust\0"),
    methods: &METHODS.0 as *const Method,
    n_methods: 1,
    reserved: 0,
});

#[no_mangle]
pub extern "C" fn juri_plugin_v1() -> *const Plugin {
    &PLUGIN.0
}
