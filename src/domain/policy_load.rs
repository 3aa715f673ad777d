pub fn load(_f:&[(&str,&str)])->Result<super::policy::Policy,Vec<String>>{ Err(vec![]) }
